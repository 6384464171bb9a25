import { mutationShard } from '../../../../test/e-invoice/mutation-shard.ts'

mutationShard(3, 3)
