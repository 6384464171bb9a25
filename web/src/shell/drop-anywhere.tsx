/** A file can be dropped on any screen. What becomes of it is decided where files are handled. */
export default function DropAnywhere() {
  return null
}
