import { mutationShard } from './mutation-shard.ts'

mutationShard(3, 3)
