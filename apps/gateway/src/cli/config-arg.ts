/** Every command finds its database through the configuration of the gateway. */
export const configArg = {
  config: { type: 'string', default: 'slipstream.yaml', description: 'Configuration of the gateway' },
} as const;
