import { mutationShard } from './mutation-shard.ts'

mutationShard(1, 3)
