import type { AdminKey } from '@slipstream/config';
import { describe, expect, it } from 'vitest';
import { ManualTime } from '../../../testing/manual-time.ts';
import { ConsoleSessions, longestSessionMs } from './console-sessions.ts';

const ada: AdminKey = { name: 'ada', role: 'operator', secretHash: 'aa' };

function rig() {
  const keys = new Map([['ada', ada]]);
  const time = new ManualTime();
  return { keys, time, sessions: new ConsoleSessions(() => [...keys.values()], time) };
}

describe('ConsoleSessions', () => {
  it('finds who opened one, each with a token of its own, and nobody by another name', () => {
    const { sessions } = rig();
    const [one, other] = [sessions.open(ada), sessions.open(ada)];
    expect(sessions.find(one)?.key).toBe(ada);
    expect(sessions.find(one)?.token).not.toBe(sessions.find(other)?.token);
    expect(sessions.find(`${one}x`)).toBeNull();
    expect(sessions.find(undefined)).toBeNull();
  });

  it('ends after a working day', () => {
    const { sessions, time } = rig();
    const id = sessions.open(ada);
    time.advance(longestSessionMs - 1);
    expect(sessions.find(id)).not.toBeNull();
    time.advance(1);
    expect(sessions.find(id)).toBeNull();
    expect(sessions.size).toBe(0);
  });

  it('ends when its key is taken back or gets another secret, and follows its role', () => {
    const { sessions, keys } = rig();
    const id = sessions.open(ada);
    keys.set('ada', { ...ada, role: 'viewer' });
    expect(sessions.find(id)?.key.role).toBe('viewer');
    keys.set('ada', { ...ada, secretHash: 'bb' });
    expect(sessions.find(id)).toBeNull();
    keys.set('ada', ada);
    expect(sessions.find(id), 'what has ended stays ended').toBeNull();
  });

  it('keeps so many and no more: the oldest gives way', () => {
    const { sessions } = rig();
    const first = sessions.open(ada);
    const others = Array.from({ length: 300 }, () => sessions.open(ada));
    expect(sessions.size).toBe(256);
    expect(sessions.find(first)).toBeNull();
    expect(sessions.find(others.at(-1))).not.toBeNull();
  });
});
