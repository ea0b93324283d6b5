import { backendsBoard } from './backends-board.ts';
import type { BoardPlan } from './board-plan.ts';
import { rolloutBoard } from './rollout-board.ts';
import { sloBoard } from './slo-board.ts';
import { speculationBoard } from './speculation-board.ts';

export const boards: readonly BoardPlan[] = [rolloutBoard, speculationBoard, sloBoard, backendsBoard];
