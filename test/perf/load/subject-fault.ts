/** A subject answered wrongly or not at all. Its figures would say nothing, so that none is taken. */
export class SubjectFault extends Error {}
