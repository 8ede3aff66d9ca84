/**
 * Called between slices of at most about 50 ms of long work. May throw (for instance when a run is cancelled); the work is then
 * abandoned and its memory freed.
 */
export type Pulse = () => void
