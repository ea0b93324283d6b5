import type { Phrasebook } from './phrasebook.ts';
import { runningText } from './running-text.ts';

export const POLISH: Phrasebook = runningText(
  ['Oto tłumaczenie:\n\n', 'Po polsku:\n\n'],
  [
    'Najpierw {deed} {noun}, a potem odstaw na bok {time}.',
    'Następnie {deed} {noun}, aż będzie {quality}.',
    'Na koniec {deed} wszystko razem i dodaj {noun}.',
    'Uważaj, żeby {noun} {time} był {quality}.',
    'Jeśli to możliwe, {deed} także {noun}, jak {fact}.',
    'Gdy {noun} jest już {quality}, możesz zacząć następny krok.',
  ],
  ['ser', 'pieprz', 'sok', 'chleb', 'czosnek', 'makaron', 'tłuszcz', 'ryż'],
  ['miękki', 'złoty', 'gotowy', 'ciepły', 'świeży', 'słodki'],
  ['na chwilę', 'przez pięć minut', 'na wolnym ogniu', 'później', 'codziennie'],
  { deed: ['podgrzej', 'wymieszaj', 'posól', 'pokrój', 'dołóż', 'przykryj'] },
);

/** Ideographs: some of them take two tokens, the first of which carries no text. */
export const JAPANESE: Phrasebook = runningText(
  ['翻訳は次のとおりです。\n\n', '日本語では次のようになります。\n\n'],
  [
    '{time}、{noun}はとても{quality}です。',
    '{noun}が{quality}かどうか、{time}確認してください。',
    'もし都合が悪ければ、別の{noun}を選んでください。',
    'この{noun}は{fact}の近くにあります。',
    '私たちは{time}、{quality}{noun}を見ました。',
    '{noun}について質問があれば、{time}お知らせください。',
  ],
  ['庭園', '切符', '電車', '図書館', '手紙', '約束', '部屋', '夕食'],
  ['静か', '便利', '有名', '大切', '簡単', '綺麗'],
  ['今朝', '今日', '来週', '昨日', '夏休みに', '毎晩'],
);
