import type { Config, Model, Variant } from '@slipstream/config';
import { fnv1a32 } from '@slipstream/statistics';
import { GatewayError } from '../errors.ts';
import type { Decision } from '../ports.ts';
import { assignVariant } from './assign-variant.ts';
import { unitOf } from './unit-of.ts';
import type { Unit } from './unit-of.ts';

/** What routing may look at. Null: the client did not say. */
export interface RoutingQuestion {
  readonly model: string;
  /** The session header. */
  readonly sessionId: string | null;
  /** The `user` field of the body. */
  readonly user: string | null;
  readonly requestId: string;
  /** The header that forces a variant. */
  readonly forcedVariant: string | null;
}

/**
 * Model → experiment → variant, of one request. The same question under the same configuration gets the same answer,
 * on every gateway. Errors name what exists: the client cannot know it otherwise.
 */
export function decide(config: Config, question: RoutingQuestion): Decision | GatewayError {
  const model = config.models.get(question.model);
  if (model === undefined) return modelNotFound(question.model, config);
  if (question.forcedVariant !== null) return forced(model, question.forcedVariant, question);

  const unit = unitOf(model.experiment.unit, question);
  const { variant, exposure } = assignVariant(model.experiment, unit.value);
  return { model, variant: variantOf(model, variant), ...unitIn(unit), exposure, forced: false };
}

function forced(model: Model, name: string, question: RoutingQuestion): Decision | GatewayError {
  const param = { param: 'x-slipstream-variant' };
  if (!model.experiment.allowForced) {
    const message = `The model ${quote(model.name)} does not let a client choose its variant (allowForced is off).`;
    return new GatewayError('variant_not_allowed', message, param);
  }
  const variant = model.variants.get(name);
  if (variant === undefined) {
    const message = `The model ${quote(model.name)} has no variant ${quote(name)}. ${exist('Variants', model.variants)}`;
    return new GatewayError('variant_not_found', message, param);
  }
  // Chosen by the client, not by chance: it must not count for or against the variant.
  return { model, variant, ...unitIn(unitOf(model.experiment.unit, question)), exposure: false, forced: true };
}

function unitIn({ kind, value }: Unit): Pick<Decision, 'unit' | 'unitHash'> {
  return { unit: kind, unitHash: fnv1a32(value) };
}

function modelNotFound(name: string, config: Config): GatewayError {
  const message = `The model ${quote(name)} does not exist. ${exist('Models', config.models)}`;
  return new GatewayError('model_not_found', message, { param: 'model' });
}

function exist(what: string, known: ReadonlyMap<string, unknown>): string {
  return `${what} that exist: ${[...known.keys()].join(', ')}.`;
}

/** A client's own words come back in the message: escaped, and no longer than a line. */
function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 99)}…` : text);
}

function variantOf(model: Model, name: string): Variant {
  const variant = model.variants.get(name);
  // The configuration has been checked: weights and fallback name variants of this model.
  if (variant === undefined) throw new Error(`experiment of ${model.name} names an unknown variant ${name}`);
  return variant;
}
