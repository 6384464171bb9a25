import { Lock } from 'lucide-react'

/** A customer in a row: the lock of a protected one stands before the name. */
export function Who({ name, isProtected = false }: { name: string; isProtected?: boolean }) {
  return (
    <span className="strong claim-who">
      {isProtected && <Lock size={12} aria-hidden />} {name}
    </span>
  )
}
