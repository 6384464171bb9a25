export * from '../ledger/number-course.ts'
