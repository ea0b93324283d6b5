import type { Phrasebook } from './phrasebook.ts';
import { runningText } from './running-text.ts';

export const ENGLISH: Phrasebook = runningText(
  ['Here is the translation:\n\n', 'In English:\n\n'],
  [
    'The {noun} has been {quality} again since {time}, and everyone is glad of it.',
    'Early in the morning there is already a {noun} in front of the door.',
    'We were always a little afraid of the {noun}, although it was {quality}.',
    'Whoever looks for the {noun} will find it near {fact}, {quality} and unchanged.',
    'Only on {time} does the {noun} stay closed.',
    'You can rest there and enjoy the {quality} view of the {noun}.',
    'In those days each {noun} was {quality}, and nobody thought it strange.',
  ],
  ['bakery', 'garden', 'lake', 'story', 'window', 'street', 'ticket', 'museum', 'kitchen', 'boat'],
  ['open', 'quiet', 'old', 'bright', 'friendly', 'free', 'warm', 'simple'],
  ['yesterday', 'Monday', 'Sunday', 'last summer', 'the holidays', 'spring'],
);

export const GERMAN: Phrasebook = runningText(
  ['Hier ist die Übersetzung:\n\n', 'Auf Deutsch lautet der Text:\n\n'],
  [
    'Der {noun} ist {time} wieder {quality}, und alle freuen sich darüber.',
    'Bitte achten Sie darauf, dass der {noun} {time} {quality} bleibt.',
    '{time} gab es einen {noun}, der nicht {quality} war.',
    'Wer den {noun} sucht, findet ihn {time} neben {fact}.',
    'Außerdem möchten wir, dass jeder {noun} so {quality} wie möglich ist.',
    'Wenn das nicht passt, wählen Sie einen anderen {noun}.',
    'Man sagt, der {noun} sei {quality} gewesen, aber das stimmt nicht für {fact}.',
  ],
  ['Weg', 'Abend', 'Garten', 'Zug', 'Brief', 'Schlüssel', 'Termin', 'Hinweis', 'Gast', 'Raum'],
  ['geöffnet', 'ruhig', 'schön', 'kostenlos', 'bekannt', 'möglich', 'nützlich', 'frei'],
  ['am Morgen', 'heute', 'später', 'in dieser Woche', 'für kurze Zeit', 'seit gestern'],
);

export const DUTCH: Phrasebook = runningText(
  ['Hier is de vertaling:\n\n', 'In het Nederlands:\n\n'],
  [
    'Het is fijn dat de {noun} {time} weer {quality} is.',
    'Wilt u erop letten dat de {noun} {time} {quality} blijft?',
    'Naast {fact} vindt u ook een {quality} {noun}.',
    'De {noun} was {time} nog niet {quality}, helaas.',
    'Als dat niet uitkomt, kunt u een andere {noun} kiezen.',
    'Wie de {noun} zoekt, vindt hem {time} vlak bij de ingang.',
    'We hopen dat elke {noun} zo {quality} mogelijk verloopt.',
  ],
  ['afspraak', 'brief', 'tuin', 'trein', 'sleutel', 'deur', 'straat', 'maaltijd', 'kamer', 'vraag'],
  ['open', 'rustig', 'mooi', 'gratis', 'bekend', 'mogelijk', 'nuttig', 'vrij'],
  ['vandaag', 'morgen', 'op woensdag', 'deze week', 'vanaf gisteren', 'in de ochtend'],
);

export const SWEDISH: Phrasebook = runningText(
  ['Här är översättningen:\n\n', 'På svenska:\n\n'],
  [
    'Det är bra att varje {noun} är {quality} {time}.',
    'Se till att varje {noun} förblir {quality} {time}.',
    'Bredvid {fact} finns också en {quality} {noun}.',
    'Vänta {time} tills nästa {noun} är {quality}.',
    'Om det inte passar kan du välja en annan {noun} längre fram.',
    'Den som söker en {noun} hittar den {time}, nära dörren.',
    'Håll kortet mot läsaren och låt varje {noun} vara {quality}.',
  ],
  ['knapp', 'dörr', 'lampa', 'bild', 'signal', 'läsare', 'nyckel', 'skärm', 'plats', 'fråga'],
  ['öppen', 'grön', 'lång', 'tydlig', 'ledig', 'färdig', 'enkel', 'synlig'],
  ['i dag', 'i morgon', 'nu', 'den här veckan', 'sedan i går', 'på morgonen'],
);
