/** Grey bars where lines will stand, while they are read for the first time. */
export const Waiting = () => (
  <div className="waiting-lines" aria-hidden>
    {[40, 56, 34].map((width) => (
      <span key={width} className="waiting" style={{ width: `${width}%` }} />
    ))}
  </div>
)
