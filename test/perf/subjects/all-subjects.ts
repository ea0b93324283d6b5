import { direct } from './direct.ts';
import { naiveHono } from './naive-hono.ts';
import { nginx } from './nginx.ts';
import { portkey } from './portkey.ts';
import { slipstream } from './slipstream.ts';
import type { Subject } from './subject.ts';

/** In the order in which they are reported. `slipstream` keeps the share of traces that is the shipped default. */
export const allSubjects: readonly Subject[] = [
  direct,
  nginx,
  naiveHono,
  portkey,
  slipstream('slipstream', 0.1),
  slipstream('slipstream-traced', 1),
];
