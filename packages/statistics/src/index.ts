export const placeholder: boolean = true;
