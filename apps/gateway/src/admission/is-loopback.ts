/** Whether a socket's other end is on this machine; IPv4 in IPv6's clothes, too. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/.test(address);
}
