import type { Random } from '../random.ts';
import type { Ingredients } from './ingredients.ts';

interface User {
  readonly id: number;
  /** Where its hash lies in [0, 1). */
  readonly position: number;
  readonly effect: number;
}

/** Whose request comes next; null where nobody is sticky. */
export function drawUsers(users: Ingredients['users'], random: Random): { readonly draw: () => User } | null {
  if (users === null) return null;
  const all = Array.from({ length: users.count }, (_, id): User => {
    return { id, position: random.uniform(), effect: users.spread * random.normal() };
  });
  let total = 0;
  const upTo = all.map((_, rank) => (total += (rank + 1) ** -users.zipf));
  return {
    draw: () => {
      const at = random.uniform() * total;
      let [low, high] = [0, all.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((upTo[middle] ?? 0) > at) high = middle;
        else low = middle + 1;
      }
      const user = all[low];
      if (user === undefined) throw new RangeError('a world with users has one');
      return user;
    },
  };
}
