/** Column titles as people's exports write them (English, German, French, Spanish, Polish), folded by `foldTitle`. */
export const synonyms = {
  email: [
    'email emailaddress emailaddresses mail mailaddress primaryemail workemail contactemail emailprimary emailprivate',
    'emailadresse mailadresse epost emailadressen emaildienstlich emailprivat',
    'courriel adressemail adresseemail adresseelectronique courrielpersonnel adressecourriel',
    'correo correoelectronico direcciondecorreo direcciondecorreoelectronico correoe',
    'adresemail poczta pocztaelektroniczna adrespoczty mejl',
  ],
  phone: [
    'phone phonenumber telephone telephonenumber mobile mobilephone mobilenumber cell cellphone tel phonemobile primaryphone',
    'telefon telefonnummer handy handynummer mobil mobiltelefon mobilnummer rufnummer telefonprivat',
    'numerodetelephone portable telephoneportable telephonemobile notel',
    'telefono numerodetelefono movil telefonomovil celular',
    'numertelefonu nrtelefonu komorka telefonkomorkowy nrtel',
  ],
  firstName: [
    'firstname givenname forename first fname christianname',
    'vorname rufname vornamen',
    'prenom prenoms',
    'nombre nombres nombredepila primernombre',
    'imie imiona',
  ],
  lastName: [
    'lastname surname familyname last lname secondname',
    'nachname familienname zuname',
    'nomdefamille nom',
    'apellido apellidos primerapellido',
    'nazwisko nazwiska',
  ],
  fullName: [
    'name fullname displayname contactname contact person',
    'vollstaendigername vollername ansprechpartner vorundnachname',
    'nomcomplet nometprenom',
    'nombrecompleto nombreyapellidos nombreyapellido',
    'imieinazwisko nazwiskoiimie pelnanazwa',
  ],
  externalId: [
    'id externalid contactid customerid memberid alumniid studentid customernumber membernumber externalkey recordid crmid personid',
    'kundennummer kundennr mitgliedsnummer mitgliedsnr matrikelnummer personennummer externeid',
    'identifiant numeroclient numerodeclient numeroadherent idexterne',
    'identificador numerodecliente idcliente numerodesocio idexterno',
    'identyfikator numerklienta nrklienta numerczlonkowski idzewnetrzne',
  ],
  tags: [
    'tags tag labels label keywords groups',
    'schlagworte schlagwort stichworte etiketten gruppen',
    'etiquettes etiquette motscles groupes',
    'etiquetas etiqueta grupos',
    'tagi etykiety grupy',
  ],
  language: [
    'language lang locale preferredlanguage languagecode',
    'sprache korrespondenzsprache sprachcode',
    'langue langueprefere',
    'idioma lengua idiomapreferido',
    'jezyk',
  ],
  timeZone: ['timezone tz', 'zeitzone', 'fuseauhoraire fuseau', 'zonahoraria husohorario', 'strefaczasowa'],
  country: [
    'country countrycode nation',
    'land laendercode staat',
    'pays codepays',
    'pais codigodepais',
    'kraj kodkraju panstwo',
  ],
} as const;

export type SynonymTarget = keyof typeof synonyms;

const byTitle = new Map<string, SynonymTarget>();
for (const target of Object.keys(synonyms) as SynonymTarget[]) {
  for (const title of synonyms[target].join(' ').split(' ')) byTitle.set(title, target);
}

/** Lower case without accents, spaces and signs: `E-Mail Adresse` → `emailadresse`. */
export const foldTitle = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[äöü]/g, (c) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[c] ?? c)
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/[^a-z0-9]/g, '');

/** The field that a column title stands for, if it is a known one. */
export const targetOfTitle = (title: string): SynonymTarget | undefined => byTitle.get(foldTitle(title));
