import { mutationShard } from '../../../../test/e-invoice/mutation-shard.ts'

mutationShard(2, 3)
