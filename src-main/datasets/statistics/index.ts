export { describePart, examinedPlaces, type ExaminedPart } from './describe-part'
