export { getOrganisation } from './get';
export { organisationPlaces } from './places';
export { updateOrganisation } from './update';
