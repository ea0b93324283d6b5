/**
 * Makes the children of `to` those of `from` by changing as little as possible: what stays the same stays itself, so that focus, open
 * details, selections and transitions outlive an update.
 */
export function morph(to: ParentNode & Node, from: ParentNode & Node): void {
  const [old, fresh] = [Array.from(to.childNodes), Array.from(from.childNodes)];
  for (const [index, wanted] of fresh.entries()) {
    const present = old[index];
    if (present === undefined) to.appendChild(wanted);
    else if (isOfAKind(present, wanted)) become(present, wanted);
    else to.replaceChild(wanted, present);
  }
  for (const surplus of old.slice(fresh.length)) surplus.remove();
}

function isOfAKind(one: Node, other: Node): boolean {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName;
}

function become(present: Node, wanted: Node): void {
  if (present instanceof Element && wanted instanceof Element) {
    copyAttributes(present, wanted);
    morph(present, wanted);
  } else if (present.nodeValue !== wanted.nodeValue) present.nodeValue = wanted.nodeValue;
}

function copyAttributes(present: Element, wanted: Element): void {
  for (const name of present.getAttributeNames()) {
    // Whether details are open is the reader's business.
    if (!wanted.hasAttribute(name) && name !== 'open') present.removeAttribute(name);
  }
  for (const name of wanted.getAttributeNames()) {
    const value = wanted.getAttribute(name) ?? '';
    if (present.getAttribute(name) !== value) present.setAttribute(name, value);
  }
}
