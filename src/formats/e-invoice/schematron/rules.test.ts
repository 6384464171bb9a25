import { describe, expect, test } from 'vitest'
import { Refused } from '../../../kernel/problem.ts'
import { parseContext } from './context.ts'
import { exactDecimals } from './decimals.ts'
import { loadRules } from './rules.ts'

const schema = `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
  <ns prefix="a" uri="urn:a"/><ns prefix="u" uri="utils"/>
  <let name="country" value="upper-case(/*/a:Country)"/>
  <let name="codes" value="tokenize('SE NO BG', '\\s')"/>
  <function xmlns="http://www.w3.org/1999/XSL/Transform" name="u:even" as="xs:boolean">
    <param name="val"/>
    <choose>
      <when test="not(matches($val, '^[0-9]+$'))"><sequence select="false()"/></when>
      <otherwise><variable name="n" select="xs:integer($val)"/><sequence select="$n mod 2 = 0"/></otherwise>
    </choose>
  </function>
  <function xmlns="http://www.w3.org/1999/XSL/Transform" name="u:near" as="xs:boolean">
    <param name="a" as="xs:decimal"/><param name="b" as="xs:decimal"/>
    <sequence select="xs:decimal($a + 0.02) &gt;= $b and xs:decimal($a - 0.02) &lt;= $b"/>
  </function>
  <pattern id="one">
    <let name="known" value="$country = $codes"/>
    <rule context="a:Line[a:Kind = 'text']"><assert id="TEXT" test="a:Note" flag="warning">a text line has a note</assert></rule>
    <rule context="a:Line">
      <let name="twice" value="xs:decimal(a:Net) * 2"/>
      <assert id="SUM" test="xs:decimal(a:Double) = $twice" flag="fatal">double is twice net</assert>
      <assert id="EVEN" test="u:even(a:No)" flag="fatal">even</assert>
      <assert id="NEAR" test="u:near(a:Net, a:Other)" flag="fatal">near</assert>
      <report id="OLD" test="exists(a:Old)" flag="warning">old</report>
    </rule>
    <rule context="/a:Doc"><assert id="KNOWN" test="$known" flag="fatal">a known country</assert>
      <assert id="ONE" test="count(a:Line/a:Net) &lt;= 1" flag="fatal">one</assert>
      <assert id="CODE" test="some $code in $codes satisfies $country = $code" flag="fatal">code</assert>
      <assert id="TOTAL" test="xs:decimal(a:Total) = sum(a:Line/xs:decimal(a:Net)) + 0.2" flag="fatal">total</assert></rule>
  </pattern>
  <pattern id="two"><rule flag="fatal" context="(a:Line | a:Doc)/a:Note[not(normalize-space())]"><assert id="EMPTY" test="false()">empty   
    note</assert></rule></pattern>
</schema>`
const rules = loadRules({ files: ['own.sch'], readFile: () => schema })
const line = '<Line><No>2</No><Net>0.1</Net><Double>0.2</Double><Other>0.12</Other></Line>'
const doc = (inner: string, country = 'se', total = '0.3') =>
  `<Doc xmlns="urn:a"><Country>${country}</Country><Total>${total}</Total>${inner}</Doc>`
const ids = (xml: string) => {
  const verdict = rules.validate(xml)
  return [...verdict.fatal.map((f) => f.rule), ...verdict.warning.map((f) => `(${f.rule})`)].join(' ')
}

test.each([
  ['a good one: lets, functions and exact decimals', doc(line), ''],
  ['a let over another let', doc(line, 'DK'), 'KNOWN CODE'],
  ['a sum that is off by a cent', doc(line, 'SE', '0.31'), 'TOTAL'],
  ['choose', doc(line.replace('<No>2', '<No>3')), 'EVEN'],
  ['otherwise', doc(line.replace('<No>2', '<No>x')), 'EVEN'],
  ['let of a rule', doc(line.replace('>0.2<', '>0.21<')), 'SUM'],
  ['more than the slack', doc(line.replace('>0.12<', '>0.121<')), 'NEAR'],
  ['report', doc(line.replace('</Line>', '<Old/></Line>')), '(OLD)'],
  ['count', doc(line.replaceAll('0.1<', '0.05<').replace('>0.2<', '>0.1<').replace('0.12<', '0.05<').repeat(2)), 'ONE'],
  ['only the first rule of a pattern fires', doc(`<Line><Kind>text</Kind></Line>${line}`), '(TEXT)'],
  ['each pattern fires', doc(`${line}<Note> </Note>`), 'EMPTY'],
  ['a test that cannot be evaluated fails', doc(line.replace('>0.2<', '>x<')), 'SUM'],
  ['no XML', '<Doc', 'XML'],
  ['a DTD', `<!DOCTYPE Doc [<!ENTITY a "b">]>${doc(line)}`, 'XML'],
])('%s', (_name, xml, expected) => {
  expect(ids(xml)).toBe(expected)
})

test('a finding says where and what', () => {
  const verdict = rules.validate(doc(`${line}<Note>a</Note><Note/>`))
  expect(verdict.fatal).toEqual([{ rule: 'EMPTY', text: 'empty note', location: '/Doc/Note[2]' }])
  expect(rules.validate(new Uint8Array([0xff, 0xfe, 0x00])).fatal[0]?.rule).toBe('XML')
})

test('two files may name a function alike', () => {
  const other = schema.replace('mod 2 = 0', 'mod 2 = 1')
  const second = loadRules({ files: ['other.sch'], readFile: () => other })
  expect(second.validate(doc(line)).fatal.map((f) => f.rule)).toEqual(['EVEN'])
  expect(ids(doc(line))).toBe('')
})

describe('refusals', () => {
  test('absent files are named, all of them', () => {
    expect(() => loadRules({ readFile: () => null })).toThrow(
      /CEN-EN16931-UBL\.sch and PEPPOL-EN16931-UBL\.sch.*download/,
    )
  })
  test('what is no Schematron', () => {
    for (const text of ['', '<a', schema.replace('/a:Doc"', 'a:Doc/@id"')])
      expect(() => loadRules({ files: ['x.sch'], readFile: () => text })).toThrow(Refused)
  })
})

test('contexts are taken apart', () => {
  const ns = new Map([['a', 'urn:a']])
  const shape = (context: string) =>
    parseContext(context, ns).map(
      (b) => `${b.fromDocument ? '/' : ''}${b.steps.map((s) => s.name + (s.predicate ? '[]' : '')).join('<')}`,
    )
  expect(shape('a:X | //a:Y')).toEqual(['urn:a X', 'urn:a Y'])
  expect(shape("/*/a:X[a:Z = '|/']/a:Y")).toEqual(['/urn:a Y<urn:a X[]<*'])
  expect(shape('(/a:X | a:Y)[$v]')).toEqual(['/urn:a X[]', 'urn:a Y[]'])
})

test.each([
  ['xs:decimal(a) = b and c', '(abs(xs:decimal(a) - (b)) < 0.000001) and c'],
  ['(xs:decimal(a) >= (b or c))', '(((xs:decimal(a) - ((b or c))) > -0.000001))'],
  ['../xs:decimal(a) = b', '../xs:decimal(a) = b'],
  ['xs:decimal(a) < b', 'xs:decimal(a) < b'],
])('exact decimals: %s', (from, to) => {
  expect(exactDecimals(from)).toBe(to)
})
