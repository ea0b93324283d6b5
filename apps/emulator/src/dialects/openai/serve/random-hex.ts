/** 32 hexadecimal digits, as `uuid4().hex` has them. `random` in [0,1). */
export function randomHex(random: () => number): string {
  const eight = (): string =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return eight() + eight() + eight() + eight();
}
