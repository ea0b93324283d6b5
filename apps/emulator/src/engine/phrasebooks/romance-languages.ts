import type { Phrasebook } from './phrasebook.ts';
import { runningText } from './running-text.ts';

export const FRENCH: Phrasebook = runningText(
  ['Voici la traduction :\n\n', 'En français :\n\n'],
  [
    'Le {noun} est {quality} {time}, et tout le monde en est content.',
    "Veuillez vérifier que le {noun} reste {quality} {time}, car c'est important.",
    'On y trouve aussi un {noun} très {quality}, juste à côté de {fact}.',
    "{time}, le {noun} n'était pas encore {quality}.",
    "Si cela ne vous convient pas, choisissez un autre {noun} avant l'été.",
    "Nous aimons ce {noun} parce qu'il est {quality} et qu'il le restera.",
    "Celui qui cherche un {noun} le trouve {time}, près d'ici.",
  ],
  ['chemin', 'jardin', 'théâtre', 'message', 'rendez-vous', 'billet', 'repas', 'voisin', 'train', 'dernier étage'],
  ['ouvert', 'agréable', 'célèbre', 'gratuit', 'fermé', 'prêt', 'léger', 'précis'],
  ['le matin', "aujourd'hui", 'plus tard', 'cette semaine', 'depuis hier', 'à la fin du mois'],
);

export const SPANISH: Phrasebook = runningText(
  ['Aquí está la traducción:\n\n', 'En español:\n\n'],
  [
    'El {noun} está {quality} {time}, y todos se alegran mucho.',
    'Por favor, compruebe que el {noun} siga {quality} {time}.',
    'También hay un {noun} muy {quality} junto a {fact}.',
    '{time} el {noun} todavía no estaba {quality}.',
    'Si no le conviene, puede elegir otro {noun} sin ningún problema.',
    'Nos gusta este {noun} porque es {quality} y no cansa a nadie.',
    'Quien busca el {noun} lo encuentra {time}, más allá de la esquina.',
  ],
  ['camino', 'jardín', 'mensaje', 'billete', 'vecino', 'tren', 'edificio', 'almuerzo', 'sillón', 'cajón'],
  ['abierto', 'tranquilo', 'bonito', 'cómodo', 'cerrado', 'rápido', 'útil', 'sencillo'],
  ['por la mañana', 'hoy', 'más tarde', 'esta semana', 'desde ayer', 'mañana'],
);

export const ITALIAN: Phrasebook = runningText(
  ['Ecco la traduzione:\n\n', 'In italiano:\n\n'],
  [
    'Il {noun} è {quality} {time}, e tutti ne sono contenti.',
    'Per favore, controlli che il {noun} rimanga {quality} {time}.',
    'Si trova anche un {noun} molto {quality} accanto a {fact}.',
    '{time} il {noun} non era ancora {quality}.',
    'Se non va bene, può scegliere un altro {noun} senza difficoltà.',
    'Ci piace questo {noun} perché è {quality} e non stanca nessuno.',
    'Chi cerca il {noun} lo trova {time}, poco più avanti.',
  ],
  ['sentiero', 'giardino', 'messaggio', 'biglietto', 'vicino', 'treno', 'fiume', 'pranzo', 'cassetto', 'ponte'],
  ['aperto', 'tranquillo', 'bello', 'comodo', 'chiuso', 'rapido', 'utile', 'semplice'],
  ['al mattino', 'oggi', 'più tardi', 'questa settimana', 'da ieri', 'domani'],
);

export const PORTUGUESE: Phrasebook = runningText(
  ['Aqui está a tradução:\n\n', 'Em português:\n\n'],
  [
    'O {noun} está {quality} {time}, e todos ficam contentes.',
    'Por favor, verifique se o {noun} continua {quality} {time}.',
    'Há também um {noun} muito {quality} ao lado de {fact}.',
    '{time} o {noun} ainda não estava {quality}.',
    'Se não for possível, pode escolher outro {noun} até amanhã.',
    'Gostamos deste {noun} porque é {quality} e não cansa ninguém.',
    'Quem procura o {noun} encontra-o {time}, depois da estação.',
  ],
  ['caminho', 'jardim', 'aviso', 'bilhete', 'vizinho', 'comboio', 'balcão', 'almoço', 'cartão', 'edifício'],
  ['aberto', 'tranquilo', 'bonito', 'fechado', 'rápido', 'útil', 'simples', 'próximo'],
  ['de manhã', 'hoje', 'mais tarde', 'esta semana', 'desde ontem', 'até ao fim do mês'],
);
