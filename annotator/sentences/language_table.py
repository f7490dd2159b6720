"""What each language has of its own: the stops that end its sentences, and its abbreviations.

The abbreviations are those of spaCy's language data (annotator.nlp.language_data). `also` and
`numbered` add what these data lack: spaCy has none for Polish, Armenian, Hindi, Urdu, Arabic and
Slovak, fewer than fifty for Spanish, Italian, French and Portuguese, and hardly any titles, ranks
and references there. All are in lower case and without their last full stop.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """What a language has of its own.

    stops: the signs that end its sentences, as characters of a class.
    cased: its script has capital letters, with which sentences begin.
    spaced: there are blanks between sentences.
    ordinals: a number with a full stop is an ordinal (3. Oktober).
    nouns: its nouns have capitals too, so that a capital says little.
    also: abbreviations that spaCy's data lack.
    openers: words that open sentences, which spaCy's function words lack.
    numbered: words that are abbreviations only before a number (min. 5), and common words else.
    """

    stops: str = ".!?…"
    cased: bool = True
    spaced: bool = True
    ordinals: bool = False
    nouns: bool = False
    also: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()


def words(table: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(table.split())


_CHINESE = Language("。！？!?…｡．", cased=False, spaced=False)
_ARABIC = words("د أ ص ط ج م هـ ق.م أ.د")

EVERYWHERE = words("mr mrs ms mt jr sr ltd corp capt sgt vs")
"""English titles and firms, which all languages in Latin script have in their news."""

LANGUAGES = {
    "zh": _CHINESE,
    "ja": _CHINESE,
    "ko": Language(cased=False),
    "ar": Language(
        ".!?…؟", cased=False, also=_ARABIC | {f"و{one}" for one in _ARABIC}
    ),  # with "and"
    "fa": Language(".!?…؟", cased=False, also=words("ق.م ه.ش ه.ق ر.ک ص ج")),
    "ur": Language(  # the names of Latin letters are initials: ایم۔ اے۔ خان
        ".!?…؟۔",
        cased=False,
        also=words("اے بی سی ڈی ای ایف ایچ جے ایل ایم این پی کیو آر ایس یو وی ڈبلیو ایکس زیڈ"),
    ),
    "hi": Language(
        ".!?…।॥|",
        cased=False,
        also=words("डॉ श्री श्रीमती प्रो पं मि कु सु सं कि रु ई बी पृ इं लि सा नं"),
    ),
    "mr": Language(".!?…।॥", cased=False, also=words("डॉ श्री सौ प्रा पं रु कि क्र पृ उदा")),
    "bn": Language(".!?…।॥", cased=False, also=words("ডা ড মি মো সা")),
    "my": Language("။!?", cased=False, spaced=False),
    "am": Language("።፧!?…", cased=False, spaced=False),
    "he": Language(cased=False),
    "el": Language(
        ".!?…;\u037e",
        also=words(
            """κ κα κος κες κύρ δρ καθ αναπλ επικ αγ οδ λεωφ αρ άρθ άρθρ παρ κεφ σελ σσ τόμ τεύχ
            εικ πίν σχ έκδ εκδ μτφ πρβλ βλ τηλ φαξ κιν π.χ δηλ μ.μ π.μ ιαν φεβ μαρ απρ ιουν ιουλ
            αυγ σεπ σεπτ οκτ νοε δεκ στρ ταγμ υπ αι ν υπολ συν"""
        ),
    ),
    "hy": Language("։:!?…"),
    "de": Language(
        ordinals=True,
        nouns=True,
        also=words(
            """hr fr frl str pl nr z.b d.h u.a bzw ca dr prof hl kl anm tab tel fax hptm
            oblt ltn lt uffz gefr sek zzgl mwst bez prov vors stv ziff rn rz beil zit hist ugs
            verf übers bearb aufl ausg jg hg bde sr jr geb gest verh evang
            kfm kffr em gez päd psych inf verl anh med phil rer jur theol habil oec"""
        ),
        openers=words(
            """zudem außerdem danach dort daher deshalb trotzdem allerdings insgesamt ferner später
            zuvor inzwischen niemand dazu hinzu dennoch schließlich zunächst laut heute damals"""
        ),
        numbered=words("art kap bd anl teil jan märz juni juli mrz gen min max sec par dez"),
    ),
    "da": Language(
        ordinals=True,
        also=words(
            """hr fr kl nr dr prof s st bl.a f.eks sct skt kapt ltn serg jun tlf ndr sdr
            okt dec univ kbh afsn bilag"""
        ),
        numbered=words("min max maks gen mar maj mob tab"),
    ),
    "nb": Language(ordinals=True, numbered=words("min maks mar mai tlf mob")),
    "sv": Language(numbered=words("min mar maj tel mob nr s")),
    "fi": Language(ordinals=True),
    "cs": Language(
        ordinals=True,
        also=words(
            """mgr ing dr prof doc judr mudr phdr rndr bc csc ul nám tř č str s tzv např atd apod tj
            popř sv tis mil mld kč obr tab odst čl resp cca max min r hod gen plk kpt por p.n.l
            n.l př.n.l"""
        ),
    ),
    "sk": Language(
        ordinals=True,
        also=words(
            """mgr ing dr prof doc judr mudr phdr bc ul nám č str s tzv napr atď tj resp sv tis mil
            mld obr tab ods čl cca max min r hod gen plk kpt p.n.l n.l pr.n.l"""
        ),
    ),
    "tr": Language(ordinals=True, nouns=True),
    "pl": Language(
        ordinals=True,
        also=words(
            """np tzn tzw inż dr hab mgr prof ul św im al pl godz tys os red gen ks bp abp por zob
            tel nr str wg ok pn wt śr czw pt sob niedz med dyr kpt mjr płk sp o.o m.in t.j
            br ub max maks min pkt rys tab rozdz lit art ust poz proc zł gr kg km p n.p.m p.n.e n.e
            sierż plut kpr ppor ppłk kmdr rtm adm woj pow gm dz skr prez wiceprez wicemin sekr adw
            prok mec bł śp ww ang łac niem ros fr wyk zał zesz egz szt przyb zast kier nacz tj dol
            wym ur zm jw"""
        ),
        numbered=words("stycz lut mar kwiec maj czerw lip sierp wrzes paźdz list grud"),
    ),
    "es": Language(
        also=words(
            """admón sra sras srta srs sres dra drs dres d dña don ing lic arq profa cnel tte cap
            sgto cmte brig alf cbo mons fr hno hna hnos sto sta pbro rvdo rdo págs pág núm núms nro
            vol vols tel tlf telf tfno av avda ctra pza pje urb edif izq dcha dto dpto depto prov
            mun art arts fig figs ed eds máx mín aprox prom p.ej ej cf cfr vid n° nº c s.a.s lcdo
            lcda licda mtro mtra abog excmo excma ilmo ilma dtor dto adm vda cía cías ltda soc sdad
            coop apdo párr párrf fasc lám gráf trad coord comp esp ref rte atte ptas cént cts cta
            pres vicepres secr gte rr.hh ff.aa jj.oo v.gr p.e sec secc"""
        ),
        numbered=words(
            """ene feb mar abr may jun jul ago sep sept oct nov dic lun mié jue vie sáb dom tab dir
            km no cra ext"""
        ),
    ),
    "it": Language(
        also=words(
            """sig sigg sig.ra sig.na sigra dott dott.ssa dr prof prof.ssa proff ing arch geom rag
            avv on sen gen col cap magg ten mons can don fra s ss sto egr spett gent ill p.es es pag
            pagg fig figg art artt vol voll cap n nn tel cfr ecc ca sec mitt dest all lett v vv
            dr.ssa gent.mo gent.ma egr.mo ill.mo chiar.mo spett.le on.le rev.do cav comm uff serg
            brig card pres vicepres dir ass tav sez par cpv trad ediz cit ibid seg segg sgg rif
            p.zza p.za c.so v.le l.go p.le v.lo fraz prov mln mld mq gov rev dep cons min ed
            psicol sociol biol geol econ chim filos teol archeol astron zool giur milit mecc elettr
            meteor"""
        ),
        numbered=words("tab int gen feb mar apr mag giu lug ago set ott nov dic max min km ore"),
    ),
    "fr": Language(
        also=words(
            """m mm mme mmes mlle mlles dr drs me mgr pr prof st ste sts cf p pp n° fig figs
            chap éd env ex tél av bd boul apr ch hab réf ann gén gal cdt cne capt lt adj sgt
            amal vve cie cies sté ets éts bvd rte imp fg fbg alin sect ill arts ibid cit
            c.-à-d suiv trad coll dép dépt arr univ dir prés secr éq moy"""
        ),
        numbered=words("art vol no al tab par max min t juin mar fév janv sept n"),
    ),
    "pt": Language(
        also=words(
            """sr sra srs sras srta dr dra drs prof profa profs eng arq adv av r d n.º nº pág págs
            fig figs vol vols cap caps art arts cel gen maj ten sgt cap dep sen gov pres pe st sto
            sta exmo exma ilmo v.ex.ª v.ex ltda cia tel telf pç lg estr rod cf ex ed séc aprox"""
        ),
        numbered=words("jan fev mar abr mai jun jul ago set out nov dez min máx al no"),
    ),
    "nl": Language(
        also=words(
            """dhr mevr mw mej dr drs mr ir ing prof ds st blz hfdst nr nrs vgl bijv o.a d.w.z m.a.w
            ca mln mld tel kol kap lt sgt gen"""
        ),
        numbered=words("jan feb febr mrt apr jun jul aug sept okt nov dec max min fig par art"),
    ),
    "ru": Language(
        also=words(
            """г гг ул пр д кв стр рис см ср т.е т.к т.д т.п т.н им св акад проф доц инж тов гр
            руб коп тыс млн млрд чел ред изд ст гл табл прим напр др пр мл ген кап лейт обл р
            н.э до оз пос пл наб пер корп оф тел сокр англ нем фр лат греч рус дер мин сек вып сб
            соч собр серж подполк адм марш нач пом секр гос исп итал вкл искл макс прибл факс
            моб понед пятн субб проц корр т.наз п.л кв.м ок абз сер темп экз б-р пр-т г-н г-жа
            д-р р-н след"""
        ),
        numbered=words("ум пол пар март июнь июль"),
    ),
    "uk": Language(
        also=words(
            """р рр м с вул кв д див ст стор рис табл т.д т.п т.зв ін грн коп тис млн млрд гр св ім
            акад проф доц інж н.е до"""
        ),
    ),
    "kk": Language(
        also=words("т.б б.з.б б.з ж ғ млн млрд мың тг обл ауд көш қ проф акад"),
        numbered=words("жыл"),
    ),
}

ENDERS = words(  # a capital after them opens a sentence
    """etc usw u.s.w usf ecc osv o.s.v m.m m.v itd itp т.д т.п κ.λπ κλπ κτλ κ.τ.λ κ.ά u.a.m u.v.m
    enz e.d e.a uvm m.fl o.lign a.m p.m π.μ μ.μ atd apod atď a.n.b"""
)
"""Abbreviations that end a list, or say when."""

MAY_END = words(
    """др пр г гг r jr sr s.a s.l s.r.l s.p.a co inc ltd corp kbh a.c d.c j.-c v.chr n.chr e.v
    a.s h.m b.v n.v min sec n.э н.э n.e p.n.e m o.l μ.χ π.χ a.e α.ε ε.π.ε e.kr f.kr u.s u.s.a
    ee.uu o.k"""
)
"""Abbreviations that end a sentence if a function word opens the next."""

UNITS = words(
    "ff sqq cm km kg mm m g l h s min sek seg hod Std mln mld mio mia tis tys zł gr kr kč ptas"
    " см мм км кг м га л ч кв куб р экз руб коп тыс млн млрд млр мин сек χλμ εκατ"
)
"""Units, large numbers, following pages: after a number, they end a sentence before a capital."""

DATES = words("г гг в вв r w")
"""Words for years and centuries after a number, as in 1990 r."""

OTHERS = frozenset({"и др", "и пр", "и сл", "и след", "та ін", "i in"})
"""And others: with a capital after them a sentence ends."""

POSTSCRIPTS = frozenset({"p.s", "p.p.s", "p.-s", "p.d", "n.b", "υ.γ"})
"""What opens a sentence though it has a full stop."""
