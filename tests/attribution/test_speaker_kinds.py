"""Who speaks, kind by kind: sentences with what a careful reader finds in them.

Each line of a table is a sentence; below it, indented, are its attributions, as in the other
tests: [source] {cue} <content>.
"""

import pytest

from tests.attribution.test_speakers import written

TABLES = {
    "plural possessives": """
The teachers’ council warned that the roof leaked.
    [The teachers’ council] {warned} <the roof leaked>
According to the drivers’ federation, the road is closed.
    [the drivers’ federation] {According to} <the road is closed>
“We are tired,” the pilots’ association wrote.
    [the pilots’ association] {wrote} <“We are tired,”>
The dockers' leaders claimed the port was unsafe.
    [The dockers' leaders] {claimed} <the port was unsafe>
Both firms’ lawyers argued that the deal was void.
    [Both firms’ lawyers] {argued} <the deal was void>
Officials from the farmers’ league told us it would rain.
    [Officials from the farmers’ league] {told} <it would rain>
The Joneses’ neighbour insisted it was safe.
    [The Joneses’ neighbour] {insisted} <it was safe>
The residents’ and tenants’ groups agreed that it leaked.
    [The residents’ and tenants’ groups] {agreed} <it leaked>
It leaks, the sailors’ union says.
    [the sailors’ union] {says} <It leaks>
‘We will walk out,’ the firefighters’ union told members.
    [the firefighters’ union] {told} <‘We will walk out,’>
"We are done," said a spokesman for the nurses' union.
    [a spokesman for the nurses' union] {said} <"We are done,">
Leaders of the miners’ strike say they will hold out.
    [Leaders of the miners’ strike] {say} <they will hold out>
The bus drivers' and cleaners' unions accused Roe of lying.
    [The bus drivers' and cleaners' unions] {accused} <Roe> <lying>
The Smiths’ lawyer, Ann Doe, said they would sue.
    [The Smiths’ lawyer, Ann Doe,] {said} <they would sue>
The ministers’ denial that they knew was false.
    [The ministers’] {denial} <they knew>
""",
    "asides of a speaker": """
The bridge, insists Mayor Roe, will stand.
    [Mayor Roe] {insists} <The bridge> <will stand>
The dam, according to Roe, is old.
    [Roe] {according to} <The dam> <is old>
The plan, wrote the two clerks, was flawed.
    [the two clerks] {wrote} <The plan> <was flawed>
Taxes, he said, would rise.
    [he] {said} <Taxes> <would rise>
The ferry, say its owners, is new.
    [its owners] {say} <The ferry> <is new>
That ferry, claimed Poe, a deckhand, never sailed.
    [Poe, a deckhand] {claimed} <That ferry> <never sailed>
The new pumps, warns the engineers’ union, may fail.
    [the engineers’ union] {warns} <The new pumps> <may fail>
No such order, adds Roe, was ever given.
    [Roe] {adds} <No such order> <was ever given>
The road, Roe argued on Monday, was never safe.
    [Roe] {argued} <The road> <was never safe>
The water, she told reporters, is clean.
    [she] {told} <The water> <is clean>
The law, supporters say, will help.
    [supporters] {say} <The law> <will help>
The harbour, the engineers warn, is silting up.
    [the engineers] {warn} <The harbour> <is silting up>
The tunnel, so says Roe, is dry.
    [Roe] {so says} <The tunnel> <is dry>
“The tunnel,” says Roe, “is dry.”
    [Roe] {says} <“The tunnel,”> <“is dry.”>
Rain, forecasters predicted on Friday, would ease.
    [forecasters] {predicted} <Rain> <would ease>
The tax, Ms. Doe added in a letter to members, “is a joke.”
    [Ms. Doe] {added} <The tax> <“is a joke.”>
This, explained the deputy mayor, was why it closed.
    [the deputy mayor] {explained} <This> <was why it closed>
Nobody, wrote Poe in 1990, had seen the plans.
    [Poe] {wrote} <Nobody> <had seen the plans>
The mine, its owner claims, is safe, and it will stay open.
    [its owner] {claims} <The mine> <is safe, and it will stay open>
""",
    "appositions": """
Poe, 51, a father of three, warned that it would sink.
    [Poe, 51, a father of three,] {warned} <it would sink>
“It leaks,” Ann Roe, the clerk, a former teacher, told the court.
    [Ann Roe, the clerk, a former teacher,] {told} <“It leaks,”>
Poe, the mayor, who is 60, insisted that it was safe.
    [Poe, the mayor, who is 60,] {insisted} <it was safe>
Dr. Ann Poe, of Portelo, an expert in dams, told the board it leaked.
    [Dr. Ann Poe, of Portelo, an expert in dams,] {told} <it leaked>
“No,” replied Roe, 43, the owner, a mother of two.
    [Roe, 43, the owner, a mother of two] {replied} <“No,”>
Roe, 43, and Poe, 51, said it leaked.
    [Roe, 43, and Poe, 51,] {said} <it leaked>
Its owner, Ferro, a maker of pumps based in Portelo, denied that it leaked.
    [Its owner, Ferro, a maker of pumps based in Portelo,] {denied} <it leaked>
Doe, 29, a nurse from Portelo, and Roe, 31, her brother, said they saw it.
    [Doe, 29, a nurse from Portelo, and Roe, 31, her brother,] {said} <they saw it>
“I ran,” said Roe, a waiter, 22.
    [Roe, a waiter, 22] {said} <“I ran,”>
Mr. Doe, then the mayor, told the inquiry he knew.
    [Mr. Doe, then the mayor,] {told} <he knew>
The chair, Ann Doe, an engineer by training, conceded that it was late.
    [The chair, Ann Doe, an engineer by training,] {conceded} <it was late>
Ann Doe, whose house was lost, said help was slow.
    [Ann Doe, whose house was lost,] {said} <help was slow>
Ann Doe, of the Korrund Times, reported that it was late.
    [Ann Doe, of the Korrund Times,] {reported} <it was late>
""",
    "tickers in brackets": """
Ferro Inc (NASDAQ:FERO) announced that it would close.
    [Ferro Inc (NASDAQ:FERO)] {announced} <it would close>
Tamsa SA (TAM.PA), Europe’s largest maker of pumps, said on Monday that it lost money.
    [Tamsa SA (TAM.PA), Europe’s largest maker of pumps,] {said} <it lost money>
“We lost,” said Ferro (NYSE: FER), a maker of pumps.
    [Ferro (NYSE: FER), a maker of pumps] {said} <“We lost,”>
Shares of Ferro (LON: FRR) fell after the firm said it lost money.
    [the firm] {said} <it lost money>
Ferro Corp. [NYSE: FER] warned that sales would fall.
    [Ferro Corp. [NYSE: FER]] {warned} <sales would fall>
Ferro (F), Tamsa (T) and Orlo (O) said they would merge.
    [Ferro (F), Tamsa (T) and Orlo (O)] {said} <they would merge>
Orlo Group plc (ORL.L) said Tuesday it would cut jobs.
    [Orlo Group plc (ORL.L)] {said} <it would cut jobs>
Analysts at Ferro Bank (FRB) say the stock will fall.
    [Analysts at Ferro Bank (FRB)] {say} <the stock will fall>
Orlo (ORL), which makes pumps, denied it had lied.
    [Orlo (ORL), which makes pumps,] {denied} <it had lied>
“We grew,” Orlo (NASDAQ: ORL) chief Ann Doe said.
    [Orlo (NASDAQ: ORL) chief Ann Doe] {said} <“We grew,”>
""",
    "a clause before the speaker": """
The school shut when Roe warned that it leaked.
    [Roe] {warned} <it leaked>
Prices fell before the bank announced it would cut rates.
    [the bank] {announced} <it would cut rates>
The mayor resigned after prosecutors alleged that he took bribes.
    [prosecutors] {alleged} <he took bribes>
The march ended once police said that it was over.
    [police] {said} <it was over>
Roe left because Poe claimed she lied.
    [Poe] {claimed} <she lied>
The port closed hours after officials warned that it was unsafe.
    [officials] {warned} <it was unsafe>
The vote was delayed until the clerk said it was legal.
    [the clerk] {said} <it was legal>
Trains stopped while engineers insisted the line was safe.
    [engineers] {insisted} <the line was safe>
Since Poe said the dam leaked, sales have dropped.
    [Poe] {said} <the dam leaked>
The factory burned down a week before inspectors said it was safe.
    [inspectors] {said} <it was safe>
He was freed after Roe told the judge that he lied.
    [Roe] {told} <he lied>
She quit as Doe claimed victory.
    [Doe] {claimed} <victory>
Stocks slid even as the minister insisted that all was well.
    [the minister] {insisted} <all was well>
He stayed, although doctors warned he was ill.
    [doctors] {warned} <he was ill>
No trains ran, because, Roe said, the track was wet.
    [Roe] {said} <No trains ran, because> <the track was wet>
""",
    "questions asked": """
Asked why it sank, Poe said that it was old.
    [] {Asked} <why it sank>
    [Poe] {said} <it was old>
Asked about the leak, the owner said it was small.
    [the owner] {said} <it was small>
When asked if it leaked, Roe replied, “Never.”
    [] {asked} <if it leaked>
    [Roe] {replied} <“Never.”>
Asked by reporters whether he lied, Poe insisted he did not.
    [] {Asked} <whether he lied>
    [Poe] {insisted} <he did not>
“No,” Poe said when asked whether it leaked.
    [Poe] {said} <“No,”>
    [] {asked} <whether it leaked>
Questioned about the dam, Roe insisted that it was safe.
    [Roe] {insisted} <it was safe>
Pressed on the matter, the mayor said nothing had changed.
    [the mayor] {said} <nothing had changed>
Roe was asked whether the dam was safe.
    [] {was asked} <whether the dam was safe>
Poe asked whether the dam was safe.
    [Poe] {asked} <whether the dam was safe>
Asked what he knew, Doe said, “Nothing.”
    [] {Asked} <what he knew>
    [Doe] {said} <“Nothing.”>
Asked how long it would take, officials said a year.
    [] {Asked} <how long it would take>
Asked for comment, a spokeswoman said the firm was sorry.
    [a spokeswoman] {said} <the firm was sorry>
When reporters asked whether he would quit, Doe laughed.
    [reporters] {asked} <whether he would quit>
Doe, asked if he lied, said that he had not.
    [] {asked} <if he lied>
    [Doe] {said} <he had not>
Roe, when asked about the dam, said it was safe.
    [] {asked about} <the dam>
    [Roe] {said} <it was safe>
“Never,” said Doe, when asked if he would sell.
    [Doe] {said} <“Never,”>
    [] {asked} <if he would sell>
Doe did not say whether it leaked.
    [Doe] {did not say} <whether it leaked>
Doe would not say how much it cost.
    [Doe] {would not say} <how much it cost>
""",
    "nobody said it": """
No one said the dam leaked.
Nobody at the port claimed that it was safe.
Neither the mayor nor his aides said the dam was safe.
None of the witnesses told the court that it sank.
No minister has ever claimed that the dam was safe.
Not one of them said that it leaked.
Neither of the two said that it leaked.
Few said the dam was safe.
Neither side said that it would yield.
Not a soul said the bridge was weak.
None said it was safe.
No officials claimed the bridge was weak.
Nobody has suggested that the bridge was weak.
Neither Doe, the mayor, nor Roe, the clerk, said it was weak.
Hardly anyone said it was weak.
""",
    "fixed phrases": """
It goes without saying that the dam leaks.
Needless to say, the dam leaks.
Suffice to say the dam leaks.
Anyone who says otherwise is a liar.
Those who claim otherwise are wrong.
It is safe to say that the dam leaks.
It is hard to say whether it leaks.
That is to say, the dam leaks.
Let’s say the dam leaks.
It is not too much to say the dam leaks.
You could say that the dam leaks.
Having said that, the dam leaks.
That said, the dam leaks.
I must say it leaks.
It has to be said that the dam leaks.
To say nothing of the dam, the road is closed.
I dare say the dam leaks.
That is not to say that the bridge is weak.
It would be fair to say that the bridge is weak.
Who says the bridge is weak?
It is worth saying that the bridge is weak.
Whatever people say, the bridge is weak.
Strange to say, the bridge held.
Those saying otherwise are wrong.
He said as much in May.
Doe said so himself.
Say what you like, the bridge is weak.
No one can say that the bridge is weak.
Dare I say it, the bridge is weak.
""",
    "capitals": """
“IT LEAKS,” POE TOLD THE COURT.
    [POE] {TOLD} <“IT LEAKS,”>
POE SAYS DAM WILL HOLD.
    [POE] {SAYS} <DAM WILL HOLD>
THE MAYOR SAID THAT THE DAM WAS SAFE.
    [THE MAYOR] {SAID} <THE DAM WAS SAFE>
“NEVER,” HE REPLIED.
    [HE] {REPLIED} <“NEVER,”>
MAYOR DENIES DAM LEAKED
    [MAYOR] {DENIES} <DAM LEAKED>
'IT WILL HOLD,' SAID ANN POE.
    [ANN POE] {SAID} <'IT WILL HOLD,'>
"IT IS OVER," DOE AND ROE SAID.
    [DOE AND ROE] {SAID} <"IT IS OVER,">
ROE: "IT IS OVER"
    [ROE] {:} <"IT IS OVER">
OFFICIALS WARN THAT BRIDGE IS WEAK
    [OFFICIALS] {WARN} <BRIDGE IS WEAK>
“I QUIT,” SAYS MAYOR DOE
    [MAYOR DOE] {SAYS} <“I QUIT,”>
THE UNION'S LEADERS SAID THE BRIDGE WAS WEAK.
    [THE UNION'S LEADERS] {SAID} <THE BRIDGE WAS WEAK>
""",
    "labels that are no speakers": """
Re: “Dam is safe, says Poe” (Letters, May 4).
RE: “The dam leaks, claims Poe”.
Subject: “Dam is safe”
Read more: “Poe says dam is safe”
Headline: “Poe claims dam leaks”
FW: “Poe says it leaks”
Listen: “The dam leaks,” a podcast
Photo: “The dam”
Re “Bridge is weak, says Doe” (News, May 1):
Re: ‘Doe denies it’ —
Related: “Roe says bridge is weak”
Fwd: Re: “Doe says it is over”
Watch live: “Roe speaks”
Editor’s note: “Doe” is a pen name.
""",
    "headlines": """
Poe: “Dam is safe”
    [Poe] {:} <“Dam is safe”>
Mayor Ann Poe: ‘I will not resign’
    [Mayor Ann Poe] {:} <‘I will not resign’>
PM: “We will win”
    [PM] {:} <“We will win”>
Poe on dam: ‘It leaks’
    [Poe] {:} <‘It leaks’>
Dam leaks, says Poe
    [Poe] {says} <Dam leaks>
‘It leaks’: Poe
    [Poe] {:} <‘It leaks’>
“We lost,” says Mayor
    [Mayor] {says} <“We lost,”>
Poe: Dam Will Hold
    [Poe] {:} <Dam Will Hold>
Dam ‘will hold’, says mayor
    [mayor] {says} <Dam ‘will hold’>
Police: Man Stole Ferry
    [Police] {:} <Man Stole Ferry>
Doe: ‘We were lied to’
    [Doe] {:} <‘We were lied to’>
Ex-mayor: “I was wrong”
    [Ex-mayor] {:} <“I was wrong”>
Pope Leo: “War is a defeat”
    [Pope Leo] {:} <“War is a defeat”>
Bridge is weak, engineers say
    [engineers] {say} <Bridge is weak>
‘A disgrace’: Roe on the bridge
    [Roe] {:} <‘A disgrace’>
""",
    "quotations in quotations": """
“She told me, ‘He shouted, “Run!”’ and left,” Poe said.
    [Poe] {said} <“She told me, ‘He shouted, “Run!”’ and left,”>
‘He told me, “She wrote, ‘No,’”’ Roe recalled.
    [Roe] {recalled} <‘He told me, “She wrote, ‘No,’”’>
“Poe said, ‘I called it “a disgrace” twice,’” Roe testified.
    [Roe] {testified} <“Poe said, ‘I called it “a disgrace” twice,’”>
“My boss said, ‘The board said “no” and “never,”’” Poe told the court.
    [Poe] {told} <“My boss said, ‘The board said “no” and “never,”’”>
""",
    "single marks": """
‘It leaks,’ Poe said. ‘It always did.’
    [Poe] {said} <‘It leaks,’>
‘The owners’ plan is bad,’ said Roe.
    [Roe] {said} <‘The owners’ plan is bad,’>
""",
    "appositions and relative clauses never speak": """
The dam leaks, a fact the mayor disputes.
The road is closed, a decision Roe regrets.
The dam is safe, something that Poe doubts.
Poe, whom the court called a liar, left.
The report, which the mayor denied, was late.
The dam, which Roe said leaked, is old.
    [Roe] {said} <which> <leaked>
Poe, who had denied it, said it was late.
    [who] {had denied} <it>
    [Poe, who had denied it,] {said} <it was late>
The office denied the claim, a point Roe stressed.
    [The office] {denied} <the claim>
He lied, an allegation that his lawyers have rejected.
The sale, a move that critics say is illegal, went ahead.
    [critics] {say} <that> <is illegal>
""",
    "participles after a quotation": """
“No,” she said, smiling, “we won.”
    [she] {said} <“No,”> <“we won.”>
“It leaks,” he told us, pointing at the wall.
    [he] {told} <“It leaks,”>
“No,” Poe said, referring to the leak.
    [Poe] {said} <“No,”>
    [Poe] {referring to} <the leak>
“No,” said Poe, speaking in Korrund.
    [Poe] {said} <“No,”>
Speaking in Korrund, Poe said that it leaked.
    [Poe] {said} <it leaked>
“It is over.” Speaking to reporters, Poe said that it leaked.
    [Poe] {said} <it leaked>
“We won.” Answering a question, Roe said it leaked.
    [Roe] {said} <it leaked>
“We won,” he said, adding that it was late.
    [he] {said} <“We won,”>
    [he] {adding} <it was late>
“Stop,” he said, raising a hand.
    [he] {said} <“Stop,”>
“Stop.” Turning to the crowd, Doe said it was over.
    [Doe] {said} <it was over>
“It is over,” Doe said, citing the report.
    [Doe] {said} <“It is over,”>
    [Doe] {citing} <the report>
“Over?” Laughing, Roe said that it had only begun.
    [Roe] {said} <it had only begun>
“It is over,” announcing his retreat, Doe left.
    [] {announcing} <his retreat>
“It is over.” Speaking at a rally, Doe claimed that it was won.
    [Doe] {claimed} <it was won>
""",
    "names in -ly": """
Kelly claimed it was safe.
    [Kelly] {claimed} <it was safe>
Ms. Connolly told the court it leaked.
    [Ms. Connolly] {told} <it leaked>
“It leaks,” Billy said.
    [Billy] {said} <“It leaks,”>
Reilly and Daly said it leaked.
    [Reilly and Daly] {said} <it leaked>
Beverly Hills police said it leaked.
    [Beverly Hills police] {said} <it leaked>
The Weekly said it leaked.
    [The Weekly] {said} <it leaked>
Molly Doe insisted it was safe.
    [Molly Doe] {insisted} <it was safe>
Donnelly also said it leaked.
    [Donnelly] {also said} <it leaked>
Ugly Betty said it leaked.
    [Ugly Betty] {said} <it leaked>
The family said it leaked.
    [The family] {said} <it leaked>
An ally of Poe said it leaked.
    [An ally of Poe] {said} <it leaked>
Bradly Poe says it leaked.
    [Bradly Poe] {says} <it leaked>
Senator Hartly warned that it leaked.
    [Senator Hartly] {warned} <it leaked>
Sally Daly warned that it was weak.
    [Sally Daly] {warned} <it was weak>
“Weak,” said Holly.
    [Holly] {said} <“Weak,”>
Billy Connolly says it is weak.
    [Billy Connolly] {says} <it is weak>
Recently Doe claimed it was weak.
    [Doe] {claimed} <it was weak>
Reportedly Doe said it was weak.
    [Doe] {said} <it was weak>
Emily and Lily say it is weak.
    [Emily and Lily] {say} <it is weak>
Mr. Early said it was weak.
    [Mr. Early] {said} <it was weak>
Professor Wally insists that it is weak.
    [Professor Wally] {insists} <it is weak>
The Daily Bugle reported that it was weak.
    [The Daily Bugle] {reported} <it was weak>
""",
    "brackets": """
The dam (which, Poe says, leaks) is old.
    [Poe] {says} <which> <leaks>
Poe said the dam (the old one) leaks.
    [Poe] {said} <the dam (the old one) leaks>
Roe (who is 40) said it leaks (badly).
    [Roe (who is 40)] {said} <it leaks (badly)>
(Poe claimed that it leaks.)
    [Poe] {claimed} <it leaks>
[Poe says that it leaks.]
    [Poe] {says} <it leaks>
Poe said it leaks (see page 2).
    [Poe] {said} <it leaks (see page 2)>
The dam (Poe insisted that it holds) leaks.
    [Poe] {insisted} <it holds>
Doe (the mayor) and Roe (the clerk) said it was weak.
    [Doe (the mayor) and Roe (the clerk)] {said} <it was weak>
Doe said it was weak [and old].
    [Doe] {said} <it was weak [and old]>
(Asked later, Doe said it was weak.)
    [Doe] {said} <it was weak>
“It is weak (and old),” Doe said.
    [Doe] {said} <“It is weak (and old),”>
""",
    "a second verb of the speaker": """
Poe said the plan was bad and called it a disgrace.
    [Poe] {said} <the plan was bad>
    [Poe] {called} <it> <a disgrace>
Roe argued that it leaked and accused Poe of lying.
    [Roe] {argued} <it leaked>
    [Roe] {accused} <Poe> <lying>
Poe said that the dam leaked, and called Roe a liar.
    [Poe] {said} <the dam leaked>
    [Poe] {called} <Roe> <a liar>
Roe said it leaks but added that it was safe.
    [Roe] {said} <it leaks>
    [Roe] {added} <it was safe>
Poe warned that it leaked and urged people to leave.
    [Poe] {warned} <it leaked>
    [Poe] {urged} <people to leave>
Poe said it was safe and denied that it leaked.
    [Poe] {said} <it was safe>
    [Poe] {denied} <it leaked>
Roe claims it leaks and says Poe knew.
    [Roe] {claims} <it leaks>
    [Roe] {says} <Poe knew>
Poe told reporters it leaked and vowed to mend it.
    [Poe] {told} <it leaked>
    [Poe] {vowed} <to mend it>
Poe said the dam was old and described the plan as a joke.
    [Poe] {said} <the dam was old>
    [Poe] {described} <the plan> <a joke>
Poe said it leaked, then called Roe a liar.
    [Poe] {said} <it leaked>
    [Poe] {then called} <Roe> <a liar>
Doe said it was weak and termed the plan “mad.”
    [Doe] {said} <it was weak>
    [Doe] {termed} <the plan> <“mad.”>
They claimed it was weak and labelled Doe a fraud.
    [They] {claimed} <it was weak>
    [They] {labelled} <Doe> <a fraud>
Doe said the bridge was weak and that it was old.
    [Doe] {said} <the bridge was weak and that it was old>
Doe said the bridge was weak and old and promised to mend it.
    [Doe] {said} <the bridge was weak and old>
    [Doe] {promised} <to mend it>
She said it was weak and asked for help.
    [She] {said} <it was weak>
Roe said it was weak, and he called for tests.
    [Roe] {said} <it was weak, and he called for tests>
Roe says it is weak and insists it will fall.
    [Roe] {says} <it is weak>
    [Roe] {insists} <it will fall>
""",
    "passives, topics, roles and adjectives": """
Several experts cautioned, as did the campaign itself, that the plan may change.
    [Several experts] {cautioned} <the plan may change>
They resented being held to standards.
    [They] {resented} <being held to standards>
Doe has been called a charlatan by fellow doctors.
    [] {has been called} <Doe> <a charlatan>
Doe talks to Roe about the issue of the dam.
    [Doe] {talks} <the issue of the dam>
The firm decided she should share the honor.
    [The firm] {decided} <she should share the honor>
The bloc aims to rely less on support.
    [The bloc] {aims} <to rely less on support>
He has been harshly criticized for the plan.
    [] {has been harshly criticized} <He> <for the plan>
Doe is against the plan.
    [Doe] {is against} <the plan>
Doe is a staunch opponent of the death penalty.
    [Doe] {is a staunch opponent of} <the death penalty>
Doe has been a consistent and outspoken supporter of the ferry.
    [Doe] {has been a consistent and outspoken supporter of} <the ferry>
Doe lashed out at Roe on Monday.
    [Doe] {lashed out at} <Roe>
Doe went after Roe as a liar.
    [Doe] {went after} <Roe as a liar>
Doe doubled down on his attacks.
    [Doe] {doubled down on} <his attacks>
Doe took issue with the report.
    [Doe] {took issue with} <the report>
Doe poked fun at Roe.
    [Doe] {poked fun at} <Roe>
Doe ruled out a sale.
    [Doe] {ruled out} <a sale>
Doe took aim at the plan.
    [Doe] {took aim at} <the plan>
Doe brought up the leak.
    [Doe] {brought up} <the leak>
The vote was against him.
    [The vote] {was against} <him>
He may vote for it if it is safe, Sen. Ann Doe (R-S.C.) told The Post on Monday.
    [Sen. Ann Doe (R-S.C.)] {told} <He may vote for it if it is safe>
Doe and Roe call them “wolves”.
    [Doe and Roe] {call} <them> <“wolves”>
Ann Roe was once asked how it would end.
    [] {was once asked} <how it would end>
He asked Doe about her boat.
    [He] {asked} <her boat>
Doe was adamant that the dam was safe.
    [Doe] {was adamant} <the dam was safe>
They are not sure that it is safe.
Doe was wary of the plan.
    [Doe] {was wary of} <the plan>
She is willing to sell the ferry.
    [She] {is willing} <to sell the ferry>
""",
    "nouns, opinions and asides that report": """
The plan, meanwhile, is supported by few unions.
    [few unions] {is supported} <The plan>
The court rejected that argument in May.
    [The court] {rejected} <that argument in May>
Doe attacked “the hateful idea of the plan.”
    [Doe] {attacked} <“the hateful idea of the plan.”>
Some clerks, however, question the wisdom of the plan.
    [Some clerks] {question} <the wisdom of the plan>
Doe, for instance, told reporters that it was late.
    [Doe] {told} <it was late>
The port, as the clerks pointed out, is closed.
    [the clerks] {pointed} <The port> <is closed>
As Doe noted, the dam is old.
    [Doe] {noted} <the dam is old>
He took gifts, which he said were small.
    [he] {said} <which> <were small>
The board decided not to recommend a sale.
    [The board] {decided} <not to recommend a sale>
Doe vowed never to return.
    [Doe] {vowed} <never to return>
The board decided after a long inquiry not to recommend a sale.
    [The board] {decided} <not to recommend a sale>
Doe made it clear that he would leave.
    [Doe] {made it clear} <he would leave>
Doe expressed fears that it leaks.
    [Doe] {fears} <it leaks>
Doe’s bet is that it leaks.
    [Doe’s] {bet} <it leaks>
By one estimate, 300 acres were lost.
    [one estimate] {By} <300 acres were lost>
In Doe’s view, it leaks.
    [Doe’s] {view} <it leaks>
In the words of Doe, “it leaks.”
    [Doe] {words} <“it leaks.”>
A view echoed by everyone was wrong.
    [everyone] {echoed} <A view>
These men, Doe explained earlier in the day, were well paid.
    [Doe] {explained} <These men> <were well paid>
The ad ends with Doe saying during a debate, “I won.”
    [Doe] {saying} <“I won.”>
""",
}


def cases():
    """(sentence, its attributions) of every table."""
    for kind, table in TABLES.items():
        lines = table.strip().split("\n")
        starts = [at for at, line in enumerate(lines) if not line.startswith(" ")]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            found = [line.strip() for line in lines[start + 1 : end]]
            yield pytest.param(lines[start], found, id=f"{kind}: {lines[start]}")


@pytest.mark.parametrize(("text", "expected"), list(cases()))
def test_words_belong_to_the_one_who_speaks(text, expected):
    assert written(text) == expected
