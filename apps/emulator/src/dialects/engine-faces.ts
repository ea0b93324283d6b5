import type { EngineFace } from './engine-face.ts';
import { llamacppFace } from './llamacpp/llamacpp-face.ts';
import { sglangFace } from './sglang/sglang-face.ts';
import { tgiFace } from './tgi/tgi-face.ts';
import { trtllmFace } from './trtllm/trtllm-face.ts';
import { vllmFace } from './vllm/vllm-face.ts';

/** Every server that the emulator can be. A new one is registered here, and nowhere else. */
export const engineFaces: readonly EngineFace[] = [tgiFace, vllmFace, sglangFace, trtllmFace, llamacppFace];

/** By full name or bare name; null = there is no such server. */
export function findFace(name: string): { readonly face: EngineFace; readonly version: string } | null {
  for (const face of engineFaces) {
    if (name === face.name) return { face, version: face.usual };
    if (face.versions.includes(name)) return { face, version: name };
  }
  return null;
}
