/** A peer that cannot be had on this machine: it is left out, and the report says so. */
export class SubjectMissing extends Error {}
