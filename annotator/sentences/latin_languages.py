"""Which language a text in Latin script is in, also if it has only one or two short sentences.

A text has points for each language: for its small words, its letters with diacritics and the
endings of its longer words. A word, letter or ending that several languages have counts less for
each of them. The words are the most frequent ones of each language, most of them among spaCy's stop
words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

ENGLISH = "en"

_WORDS = {  # an apostrophe belongs to the word before it: l', qu', don't is don' and t
    ENGLISH: """the of and to in that is was for it on with he as his at by be this are not have
        from but they she has an or we said who will which you all had their would been if her a
        i do no so my me us our your its one two out up about into over after than then them
        there these those when where what how why can could should may more most some any other
        only also now new first last people did does were him because before between under while
        down off nobody somebody everyone never always here just very even still such each both
        own same too again since until against through during without says say asked came went
        left made make don' isn' wasn' didn' doesn' won' can' couldn' wouldn' i' it' he' she'
        we' they' you' that' there' what' let' t s ll ve re d die dies war man hat men den pan
        ten sin son come plus pour sale main fast gift was over per via am pm see go got get
        good day year years time town mayor city year home school police today yesterday
        tomorrow monday tuesday wednesday thursday friday saturday sunday thanks hello yes
        please three four five six seven eight nine ten""",
    "es": """el la de que y los las en un una por con del se es para al lo como está más su qué hoy
        muy pero este esta mi hay fue ha son sus cuando dijo sobre entre también yo usted no a o
        e u le les me te nos si sí ya todo todos toda todas otro otra otros otras ese esa eso
        esos esto estos estas aquel aquella era eran ser han había habían están estaba estaban
        desde hasta donde dónde porque quien quién quienes cómo cuándo sin ni nada nadie algo
        alguien después antes ayer mañana bien mal así aquí allí ahora entonces nunca siempre
        solo sólo él ella ellos ellas nosotros tú cada mucho muchos muchas poco menos tan tanto
        tiene tienen hace hacer dice puede años año día días dos tres fueron sido según contra
        durante mientras aunque cuyo señor señora gracias hola adiós cuatro cinco seis siete
        ocho nueve diez buen buenos buenas nuevo nueva gran""",
    "de": """der die das und ist nicht ein eine den von zu mit sich auf dem im wir ich er sie es am
        nach aus bei wird hat sind auch wie einen einem eines für über als an um noch wurde in
        war waren so aber oder wenn dann nur kann vor zum zur des man haben sein seine seiner
        seinen ihr ihre ihren ihrer mir mich dir dich uns euch ihm ihn du was wer wo warum wann
        hier da dort jetzt heute gestern morgen schon sehr mehr keine kein keiner niemand nichts
        alles alle doch dass daß weil durch gegen ohne unter zwischen seit bis bald immer wieder
        ja nein werden wurden worden hatte hatten habe bin bist soll muss müssen will wollen
        können konnte vom ins ans beim jahre jahren uhr herr frau sagte kam kommt ging geht gibt
        macht diese dieser dieses diesem etwas viele danke bitte hallo guten gute guter zwei
        drei vier fünf sechs sieben acht neun zehn neue neuen erste ersten""",
    "it": """il di che la è e un una per non con del della gli le si da sono al nel mi ha ho questo
        questa anche ma lo alla dei nella più come una ci suo dal delle i a in o se su sul sulla
        ne ai agli alle dai dalla dalle nei nelle degli sui sulle uno sua suoi sue mio mia loro
        lui lei noi voi io tu ti vi chi cosa dove quando perché quanto quale quali questi queste
        quello quella quelli era erano stato stata stati essere fu hanno aveva avevano abbiamo
        poi già ancora molto tutto tutti tutta nessuno niente nulla qualcosa sempre mai solo
        così qui lì oggi ieri domani bene male prima dopo senza contro fra tra fino ogni anni
        anno giorno due tre ore dice disse fa può sì no però quindi l' d' dell' all' nell' dall'
        sull' un' c' s' quest' quell' com' dov' cos' po' signor signora grazie ciao buon buona
        quattro cinque sei sette otto nove dieci nuovo nuova grande""",
    "fr": """le la les de des et est un une du que en dans pour pas au il elle ne sur qui ce à je
        nous vous avec par plus son sa ses cette aux été mais sont était ont a y on se si ou où
        tu ils elles leur leurs lui moi toi me te mon ma mes ton ta notre nos votre vos cet ces
        ça cela ceci tout tous toute toutes rien personne jamais toujours encore déjà bien très
        trop peu aussi puis donc car comme quand quoi quel quelle quels quelles pourquoi sans
        sous entre vers chez depuis avant après pendant contre être avoir fait faire dit peut
        avait étaient avaient fut sera hier demain ici là oui non deux trois ans jours heures
        même autre autres aucun aucune nul chaque dont voir il' l' d' qu' j' n' c' s' m' t'
        jusqu' lorsqu' puisqu' aujourd' monsieur madame merci bonjour salut quatre cinq six sept
        huit neuf dix bon bonne nouveau nouvelle grand grande""",
    "pl": """nie w na się z że jest jak od za przez był dla są czy po ale co tak już tylko ten jego
        może przy jej będzie było roku pan pani i a o u do to ze we być ma mam go mu ja ty my wy
        on ona ono oni ich im nas nam was wam mnie mi ci cię sobie siebie ta te tego tej tym
        tych temu która który które których którym kto kiedy gdzie dlaczego nikt nic wszystko
        wszyscy gdy jeśli bo lub oraz ani więc jednak także też potem teraz tu tam dziś dzisiaj
        wczoraj jutro zawsze nigdy jeszcze bardzo dobrze przed pod nad między bez ku była byli
        były mają można trzeba powiedział rok lat dni godz ile jaki jaka jakie swój swoje dwa
        trzy dziękuję proszę dzień cztery pięć sześć siedem osiem dziesięć nowy nowa nowe""",
    "da": """og det er en et til af på ikke jeg med han hun den de som har fra vi ud mit sig men
        blev kan skal ved om var hvad hvis din min deres hendes i at for du dig mig os jer dem
        ham hende hans der da når hvor hvorfor hvordan hvem hvilken så nu her kun også efter før
        over under mellem uden mod eller fordi være været havde have vil ville kunne skulle må
        bliver blevet gik kom siger sagde ind op ned hjem igen aldrig altid ingen intet noget
        nogen alle alt andre anden andet meget mere mest mange nej ja jo sin sit sine vores
        denne dette disse selv lidt bare endnu år dage år gange hele kl to tre siden indtil tak
        hej goddag fire fem seks syv otte ni ti ny nye nyt god godt stor store""",
    "pt": """de que e os em um uma por com da não é para ao se na mais foi são você dos das pelo ele
        ela seu sua isso muito está o a as no nos nas do à às aos me te lhe lhes eu tu nós eles
        elas meu minha seus suas este esta estes estas esse essa aquele aquela isto aquilo ser
        era eram ter tem têm tinha há havia foram ou mas nem também já ainda só quando onde
        porque como quem qual quais quanto sem sob sobre entre até desde após antes depois
        contra pela pelos pelas num numa nada ninguém tudo todos toda todas cada outro outra
        outros sempre nunca hoje ontem amanhã agora aqui ali lá bem mal assim então dois três
        anos ano dia dias disse pode fez senhor senhora obrigado obrigada olá quatro cinco sete
        oito nove dez bom boa novo nova grande""",
    "nl": """de het een van dat niet met voor zijn er aan ook hij ze bij naar wordt werd maar uit
        nog dan wel te op en in is ik je jij u we wij jullie zij hem haar hun hen mij me ons
        onze mijn jouw die dit deze wat wie waar wanneer waarom hoe als of om door over onder
        tussen tot sinds tegen zonder na toen nu hier daar geen niets niemand iets iemand alles
        alle al altijd nooit weer veel meer meest heel zeer zo dus want omdat was waren heeft
        had hadden hebben ben bent worden werden kan kon kunnen zal zou zullen moet moeten wil
        willen mag gaat ging komt kwam zegt zei jaar jaren dag dagen uur man mevrouw meneer
        vandaag gisteren morgen twee drie eerst laatste ander andere dank bedankt hallo vier
        vijf zes zeven acht negen tien nieuw nieuwe goed goede groot grote""",
    "sv": """och att det är en ett som på för inte jag med han hon den av har till de vi från men
        sig kan var om ska i du ni dig mig oss er dem honom henne hans hennes deras min mitt
        mina din sin sitt sina vår vårt våra denna detta dessa där här när hur varför vem vad
        vilken eller så då nu bara också efter före över under mellan utan mot hade ha varit
        vara blev bli blir kommer kom gick går skulle kunde vill ville måste säger sade sa ut in
        upp ner hem igen aldrig alltid ingen inget något någon alla allt andra annat mycket mer
        mest många nej ja jo själv lite år dagar idag igår imorgon två tre sedan tack hej fyra
        fem sex sju åtta nio tio ny nya nytt god bra stor stora""",
    "nb": """og det er en et av på ikke jeg med han hun den de som å har etter vi fra seg blir ble
        kan skal hva til i for at du deg meg oss dere dem ham henne hans hennes deres min mitt
        mine din sin sitt sine vår vårt denne dette disse der her når hvor hvorfor hvordan hvem
        hvilken eller så da nå bare også før over under mellom uten mot om ved var vært være
        hadde ha vil ville kunne skulle må gikk kom sier sa ut inn opp ned hjem igjen aldri
        alltid ingen ingenting noe noen alle alt andre annet mye mer mest mange nei ja jo selv
        litt år dager dag siden""",
    "fi": """ja ei se hän oli että en ovat mutta kun niin kuin myös joka tai sen ole minä on sinä me
        te he ne tämä tuo nämä nuo minun sinun hänen meidän heidän sitä siitä siinä siellä
        täällä tässä tästä jos koska vaan vain vielä nyt sitten jo ollut olla olen olet eivät
        voi voivat kanssa jälkeen ennen mukaan ilman kaikki mitä mikä kuka missä miksi miten
        milloin ei kukaan mitään joku jotain aina hyvin paljon enemmän uusi vuonna vuotta eilen
        tänään huomenna sanoi kertoi jotka jossa kuitenkin kaksi kolme""",
    "cs": """se na je že v s z jsem ale jako po jsou za si pro tak není byl který také podle a i o u
        k ve ze do od by to ten ta tu tom toho tomu já ty on ona ono my vy oni mi ti mě tě ho mu
        jeho její jejich nás nám vás vám co kdo kde kdy proč jak když kdyby až už jen jenom
        ještě nebo ani aby protože pak potom teď tady tam dnes včera zítra vždy nikdy nikdo nic
        něco někdo všechno všichni byla bylo byli byly být má mají měl může před při pod nad
        mezi bez která které kterou tento tato toto svůj své let roku dva tři velmi více""",
    "sk": """sa na je že v s z som ale ako po sú za si pre tak nie bol ktorý tiež podľa a i o u k vo
        zo do od by to ten tá tu tom toho tomu ja ty on ona ono my vy oni mi ti ma ho mu jeho
        jej ich nás nám vás vám čo kto kde keď keby až už len iba ešte alebo ani aby pretože
        pred pri pod nad medzi bez ktorá ktoré ktorú tento táto toto svoj svoje rokov dva tri
        veľmi viac bola bolo boli byť má mal môže dnes včera zajtra nikdy nikto nič niečo všetko
        všetci teraz potom""",
    "hr": """i u je na se da za su od s a o kao koji koja koje kojima ne nije bi što te ali iz do po
        ili biti bio bila bilo bili sam smo ste ćemo će može samo već još kad kada gdje zašto
        kako tko nitko ništa sve svi ovo ova ovaj to taj ta on ona oni ih ga mu joj nam vam
        prema nakon prije između bez danas jučer sutra godine godina dana vrlo više rekao kaže""",
    "sl": """in je v na se da za so od s z pa ki kot po ne ni bi tudi ali iz do že bil bila bilo
        bili sem smo ste bo lahko samo še ko kdaj kje zakaj kako kdo nihče nič vse vsi to ta
        tega on ona oni jih ga mu nam vam med brez danes včeraj jutri leta let dni zelo več
        dejal pri pred ker če kar""",
    "hu": """a az és hogy nem is egy ez meg van volt de csak már még mint el fel ki be le vagy ha én
        te ő mi ti ők mert akkor itt ott most ma tegnap holnap nagyon minden senki semmi valami
        aki ami ahol amikor után előtt alatt között szerint lett lesz lehet kell volna voltak
        nincs két három év évben óra pedig azt ezt""",
    "ca": """el la els les de del dels i un una que en per amb no és al als a es va han ha són més
        com però si ja o ni molt aquest aquesta aquests aquestes seu seva seus aquí on quan
        perquè què qui fins sobre entre des sense també tot tots tota avui ahir demà dos tres
        anys dia va ser era eren hi ho em et ens l' d' n' s' m' t'""",
    "tr": """bir ve bu da için ile çok ne ama daha gibi var değil olarak kadar ben sonra de o şu ki
        mi mı mu mü sen biz siz onlar bana sana ona bize onu bunu ancak veya ya hem her hiç kim
        neden nasıl nerede zaman önce şimdi bugün dün yarın yok oldu olan olduğu dedi diye göre
        karşı en az iki üç yıl gün bütün tüm bazı kendi şey artık yine hep""",
    "ro": """și în nu cu pe un este că din pentru sunt mai care ce fost ca această a al ai ale o la
        de să se am are au era erau fi va vor el ea ei ele eu tu noi voi lui îi îl îmi își le
        lor acest acesta aceasta aceste acum aici acolo astăzi azi ieri mâine când unde cum cine
        dar sau iar nici dacă după până prin fără între spre sub despre toate toți tot nimeni
        nimic ceva doar foarte bine doi trei ani zile într""",
}
_LETTERS = {  # letters with diacritics, ligatures, and opening marks
    ENGLISH: "",
    "es": "ñáéíóúüºª",
    "de": "ßäöü",
    "it": "àèéìòùºª",
    "fr": "àâçèéêëîïôùûœ",
    "pl": "ąćęłńóśźż",
    "da": "æøåé",
    "pt": "ãõáâàçéêíóôúºª",
    "nl": "ëïéöü",
    "sv": "åäöé",
    "nb": "æøåéô",
    "fi": "äö",
    "cs": "ěščřžýáíéúůďťňó",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hr": "čćđšž",
    "sl": "čšž",
    "hu": "áéíóöőúüű",
    "ca": "àçèéíïòóúü·",
    "tr": "ğışçöüâ",
    "ro": "ăâîșțşţ",
}
_DANISH_ENDINGS = """erne ede hed ning ninger elsen else ende ere ige ske igt rne der ens ne ets
    sket get det"""
_ENDINGS = {  # of words of five letters and more
    ENGLISH: """ing ed ly ness tion tions ght ck ful ers ies ys wn rk nds sh ement ments ity ous th
        al rs ive ent""",
    "es": """ción ciones mente aron ieron dad dades ando iendo ado ada ados adas ido ida idos idas
        aba aban ía ían ó ería ero eros era osa oso uela illo illa ente""",
    "de": """ung ungen keit heit lich liche lichen isch ische ischen chen schaft eren ern tzt cht
        igt ert te ten elt tz ig ische eren iert nd ngs rt st""",
    "it": """zione zioni mente ato ata ati ate ità ggio ò ava avano endo ando tto tta tti tte zzo
        zza glia llo lla lle cchi etto etta ere are ire ono ano iva oni ore""",
    "fr": """ment ments tion tions eux euse euses ée ées és ait aient eau eaux ais ois oir eur eurs
        ère ières que ques ette ont ent aire aires ise ier iers elle elles ssé isse ance ence
        age""",
    "pl": """ego emu ach ów owa owy owe ych ała ało ali ił iła iał ować enie anie ości ość nie ski
        ska skie sku cie dzie zie cja cji ami ych rze""",
    "da": _DANISH_ENDINGS,
    "nb": _DANISH_ENDINGS,
    "pt": """ção ções mente ou aram eram dade dades ando endo ados adas ado ada ava avam ão ões inho
        inha eiro eira agem ente""",
    "nl": """en ijk ijke lijk heid ing ingen cht den gen ren ten uur aan ist elen eren tje ijn eel
        oot aar oor""",
    "sv": """arna orna erna ade het ning ningar ande ar or na ig igt skt aren ten""",
    "fi": """ssa ssä sta stä lla llä lta ltä nen set tta ttä vat vät een iin aan ään ksi tti""",
    "cs": """ého ému ých ách ním ení ání ost osti al ala ali il ila ili ový ová ové ský ská ské ství
        ech ům""",
    "sk": """ého ému ých ách ním enie anie osť osti al ala ali il ila ili ový ová ové ský ská ské
        stva ov mi""",
    "hr": """anje enje ima ama ski ska sko ija ije ost osti ali ila ao la lo ti""",
    "sl": """anje enje ega emu ih ski ska ska ija ije ost osti ali ila al il ti""",
    "hu": """ban ben nak nek val vel ról ről ból ből hoz hez ság ség ott ett tak tek ek""",
    "ca": """ció cions ment ats ada ades itat aven ava ar er ir""",
    "tr": """lar ler ları leri dı di du dü mış miş yor mak mek ında inde dan den ın nin nın lık lik
""",
    "ro": """ul ului elor ilor ește ească ții ție rea are ată ului ându ește ii""",
}
_ALIKE = frozenset({"da", "nb"})
"""Languages that a short text may be both of, and that are split alike."""

_FEWER_TEXTS = {"sk": 0.3, "hr": 0.3, "sl": 0.3, "ca": 0.3, "hu": 0.5, "ro": 0.5}
"""The part of a language in what it shares with one that has more texts, which has 1."""

_SMALL, _LETTER, _ENDING = 1.0, 0.8, 0.4
"""Points of a word, a letter or an ending that only one language has."""

_KEPT = 0.3
"""The share of these points that a language keeps, however many others have it too."""

_FOREIGN = -0.7
"""Points of a language for a letter with a diacritic that it does not have."""

_LEAST = 1.0
"""Points that a language must have."""

_LEAST_OF_A_WORD = 0.1
"""Points that it must have for each word of the text: more of the text is its own."""

_LEAD, _LEAD_SHARE = 0.6, 0.15
"""Points by which it must lead, and the share of its own."""

_NO_WORD = re.compile(  # u.a., addresses
    r"(?:\b\w\.){2,}|https?://\S+|\b[\w.+-]{1,60}(?:@\S+|\.[a-z]{2,6}\b)"
)
_WORD = re.compile(r"[^\W\d_]+'?")
_OPENS = re.compile("[¿¡]")
_INSIDE = re.compile(r"(?<=[\w,;]\s)[^\W\d_]\w*")


def find_latin_language(text: str) -> str:
    """The language of a text in Latin script; '' if it has too few words to be sure."""
    points = language_points(text)
    best = max(points, key=lambda language: points[language])
    most = points[best]
    alike = _ALIKE if best in _ALIKE else {best}
    lead = most - max(points[one] for one in points if one not in alike)
    least = max(_LEAST, _LEAST_OF_A_WORD * len(text.split()))
    return best if most >= least and lead >= max(_LEAD, _LEAD_SHARE * most) else ""


def language_points(text: str) -> dict[str, float]:
    """The points of each language for a text."""
    words, letters, endings = _tables()
    points = dict.fromkeys(_WORDS, 0.0)
    plain = _INSIDE.sub(_unless_name, _NO_WORD.sub("", text)).lower().replace("’", "'")
    known = Counter(_WORD.findall(plain))
    for word, times in known.items():
        found = words.get(word)
        if found is None and len(word) > 4:
            ends = (endings.get(word[-length:]) for length in (4, 3, 2, 1))
            found = next((one for one in ends if one), None)
        for language, each in found or ():
            points[language] += each * min(times, 3)
        if not word.isascii():
            _add_letters(points, word, letters)
    points["es"] += len(_OPENS.findall(text))
    return points


def _unless_name(match: re.Match[str]) -> str:
    """A word inside a sentence, '' if it has a capital."""
    word = match.group()
    return "" if word[0].isupper() else word


def _add_letters(points: dict[str, float], word: str, letters: _Points) -> None:
    for letter in {one for one in word if one.isalpha() and not one.isascii()}:
        found = dict(letters.get(letter, ()))
        for language in _WORDS:
            points[language] += found.get(language, _FOREIGN)


_Points = Mapping[str, tuple[tuple[str, float], ...]]


@cache
def _tables() -> tuple[_Points, _Points, _Points]:
    """The points of words, letters and endings."""
    return (
        _shared({name: table.split() for name, table in _WORDS.items()}, _SMALL),
        _shared({name: list(table) for name, table in _LETTERS.items()}, _LETTER),
        _shared({name: table.split() for name, table in _ENDINGS.items()}, _ENDING),
    )


def _shared(table: Mapping[str, Iterable[str]], each: float) -> _Points:
    """By piece, the languages that have it, with their share of its points."""
    owners: dict[str, list[str]] = defaultdict(list)
    for language, pieces in table.items():
        for piece in dict.fromkeys(pieces):
            owners[piece].append(language)
    return {
        piece: tuple((one, each * _worth(one, languages)) for one in languages)
        for piece, languages in owners.items()
    }


def _worth(language: str, owners: Sequence[str]) -> float:
    return _KEPT + (1 - _KEPT) * _part(language) / _parts(owners)


def _part(language: str) -> float:
    return _FEWER_TEXTS.get(language, 1.0)


def _parts(languages: Sequence[str]) -> float:
    """The parts of all; of those that are alike, of one."""
    both = _ALIKE.issubset(languages)
    return sum(map(_part, languages)) - (len(_ALIKE) - 1 if both else 0)
