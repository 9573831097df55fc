import { stem, wordsOf } from "./words.ts";

/** Words that people use for the same thing, in both languages; a line is one thing. */
const SAME_THINGS = `
плечо маржа leverage margin
стоп стоплосс stop stoploss
тейк профит прибыль profit gain
убыток минус потеря слив loss lost
депозит депо счет капитал deposit account capital balance
сделка позиция трейд trade position
лимит лимитка limit
комиссия fee commission
биржа площадка exchange
биткоин биток btc bitcoin
эфир эфириум eth ether ethereum
тикер монета актив инструмент coin asset ticker
дневник журнал journal diary
риск risk
тильт эмоции срыв tilt
стратегия система метод strategy system
зарплата доход заработок salary income
деньги сумма money
долг кредит ипотека debt loan mortgage
работа профессия должность тружусь работаю job work profession
начальник руководитель шеф boss manager
коллега сослуживец colleague coworker
жена супруга wife spouse
муж супруг husband spouse
мама мать mother mom
папа отец father dad
родители parents
ребенок дети сын дочь дочка child kid son daughter
брат brother
сестра sister
друг подруга приятель friend
бабушка grandmother grandma
дедушка дед grandfather grandpa
собака пес щенок собачка dog puppy
кошка кот котенок cat kitten
машина авто автомобиль тачка car
квартира дом жилье flat apartment house home
город переезд живу переехал city town live moved
отпуск поездка путешествие vacation holiday trip travel
аллергия allergy
болезнь болею болит недуг illness sick pain
врач доктор терапевт doctor
лекарство таблетка препарат medicine pill
сон сплю спать бессонница sleep insomnia
спорт тренировка зал фитнес sport workout gym
бег бегаю пробежка running run
еда питание диета food diet
кофе coffee
чай tea
алкоголь вино пиво alcohol wine beer
сигарета курю курение smoke smoking cigarette
книга читаю book read
фильм кино сериал movie film
музыка песня гитара music song
учеба курс университет институт study course university
экзамен exam
язык английский language english
праздник годовщина юбилей anniversary celebration
рождение родился birthday born
возраст лет год age years old
имя зовут кличка name called
телефон смартфон phone
ноутбук компьютер laptop computer
цель мечта план goal dream plan
привычка режим распорядок habit routine
утро утром morning
вечер вечером evening
выходные суббота воскресенье weekend saturday sunday
страх боюсь тревога паника fear afraid anxiety panic
злость злюсь раздражение anger angry
нравится люблю обожаю предпочитаю like love prefer favorite
ненавижу бесит терпеть hate
купил приобрел взял bought purchased
продал sold
`;

const byStem = new Map<string, Set<string>>();
for (const line of SAME_THINGS.trim().split("\n")) {
  const stems = wordsOf(line).map(stem);
  for (const one of stems) byStem.set(one, new Set([...byStem.get(one) ?? [], ...stems]));
}

/** The stems of words that mean much the same as the word of this stem, without itself. */
export function synonymsOf(stem: string): string[] {
  return [...byStem.get(stem) ?? []].filter((other) => other !== stem);
}
