export { describePart, examinedPlaces } from './describe-part'
