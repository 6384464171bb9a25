import { mutationShard } from './mutation-shard.ts'

mutationShard(2, 3)
