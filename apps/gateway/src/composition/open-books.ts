import type { Instruments } from '@slipstream/metrics';
import type { Gate } from '../admission/gate.ts';
import type { KeyDirectory } from '../admission/key-directory.ts';
import { openLedger } from '../store/ledger/open-ledger.ts';
import type { OpenLedger } from '../store/ledger/open-ledger.ts';
import { StoreClient } from '../store/service/store-client.ts';
import type { World } from './gateway-parts.ts';

/** What requests are booked in; null where `database.path` is off. Rejects where the file cannot be opened. */
export async function ledgerOf(world: World, instruments: Instruments): Promise<OpenLedger | null> {
  const { databaseFile: file, config, clock, timers, logger } = world;
  const { database, metering } = config();
  if (file === null) {
    logger.warn({}, 'database.path is off: requests are not booked');
    return null;
  }
  const { durability } = metering;
  return await openLedger({ database: { ...database, file }, durability, instruments, clock, timers, logger });
}

/** Keys and what they have spent, as the database knows them; null where there is none. */
export function storeOf(world: World, keys: KeyDirectory, { budgets }: Gate): StoreClient | null {
  const { databaseFile: file, config, timers, logger } = world;
  if (file === null) return null;
  return new StoreClient(
    { ...config().database, file },
    {
      timers,
      logger,
      onKeys: (known) => keys.learn(known),
      onSpending: (spending) => budgets.learn(spending),
    },
  );
}
