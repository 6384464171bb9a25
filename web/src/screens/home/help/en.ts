import type { Guide } from './guide.ts'

export const guides: readonly Guide[] = [
  {
    role: 'clerk',
    title: 'Receivables clerk',
    intro:
      'You see to it that the right invoice goes out and the money ends in its place. The program does what is certain; you decide the rest.',
    parts: [
      {
        title: 'Begin on Home',
        screen: 'home',
        text: [
          'Home shows what needs you today: what, why now, how many and how much. What is due today stands first, and the line is chosen already.',
          'The line under the date tells what went by itself since last time. Without faults, there is nothing to do about it.',
        ],
        keys: [
          ['Enter', 'begin with the chosen line'],
          ['ArrowDown', 'next line'],
          ['Ctrl+K', 'find a customer, invoice, reference or amount'],
        ],
      },
      {
        title: 'The order file',
        screen: 'order-files',
        text: [
          'Drop the file anywhere in the window. It is known by its headings, so the same file needs explaining only once.',
          'Rows that cannot be read are shown in the cells of the sheet with a sentence on what is wrong. Put the cell right or drop the row; all others go on meanwhile. The same file twice does nothing.',
        ],
      },
      {
        title: 'The run',
        screen: 'billing-runs',
        text: [
          'The proposal shows the total, why it differs from last time, and the rows worth a look. Review them; the samples at the right are real invoices.',
          'If you proposed it, someone else approves. Then all is issued and sent, and what did not arrive appears on Home.',
        ],
        keys: [
          ['G', 'mark the row as reviewed'],
          ['H', 'hold, with a reason'],
          ['Ctrl+Enter', 'approve'],
        ],
      },
      {
        title: 'The matching desk',
        screen: 'matching',
        text: [
          'Payments with the right reference are done already. Here are the others, the surest first: the payment in the middle, the candidates at the right with reasons for and against.',
          'Accept, and the next payment lies ready. What you refuse is never offered again. All of it can be undone, later too.',
        ],
        keys: [
          ['Enter', 'accept the candidate'],
          ['1', 'choose another, 1–9'],
          ['J', 'skip for now'],
          ['D', 'divide over several invoices'],
          ['A', "put on the customer's account"],
          ['Backspace', 'not this one'],
          ['Z', 'undo'],
        ],
      },
      {
        title: 'The reminders',
        screen: 'dunning-runs',
        text: [
          'The proposal lies ready on Home: a letter a customer, what is held and why. Leaf through the letters; they are as the customer gets them.',
          'Hold what should wait, and release what should go all the same. Each claim is weighed again when the letters go, so who has paid meanwhile gets none.',
        ],
        keys: [
          ['H', 'hold, with a reason'],
          ['L', 'release what is held'],
          ['Ctrl+Enter', 'approve and send'],
        ],
      },
      {
        title: 'When a customer calls',
        screen: 'customers',
        text: [
          'Press Ctrl K and type what the customer says: part of the name, the invoice number or the amount. The card shows what is open, what was sent, and how the customer usually pays.',
          'Write a note such as "call fri 10", and it comes back on Home that day. If the invoice is disputed: hold it, and the claims stop.',
        ],
        keys: [
          ['N', 'note'],
          ['U', 'statement'],
          ['F', 'new invoice'],
          ['H', 'hold the claims, with a reason'],
        ],
      },
      {
        title: 'Several invoices at once',
        screen: 'invoices',
        text: [
          'Mark the rows of the list with X, or by the box in front. Before anything is done you see how many they are, the sum, and which cannot go along and why.',
        ],
        keys: [
          ['C', 'credit what is marked'],
          ['H', 'hold the claims, or grant a deferral'],
          ['S', 'send again'],
          ['E', 'what is marked as Excel'],
        ],
      },
      {
        title: 'Before you leave',
        text: [
          '"Done today" at the foot of the menu lists all you did, with undo where it can be. What has left the house is not undone: it is credited or recalled, and the button says so.',
        ],
      },
    ],
  },
  {
    role: 'accountant',
    title: 'Accountant',
    intro:
      'You answer for the subledger agreeing with the general ledger every day, and for every figure having an explanation.',
    parts: [
      {
        title: 'Does it agree?',
        screen: 'reconciliation',
        text: [
          'Home says "agrees" beside the receivables when the items equal the account of the general ledger. Open the reconciliation to see it account by account; a difference is shown with its cause.',
        ],
        keys: [['Ctrl+K', 'type "reconciliation oct" for the last day of the month']],
      },
      {
        title: 'An old day',
        screen: 'ageing',
        text: [
          'Type "ageing aug" into the search, and receivables at 31 August are shown. The second date, what was known then, answers why the figure was another one in those accounts.',
          'Each amount opens its items, and Space shows the way to the source: row of the order file, element of the bank file, PDF.',
        ],
        keys: [
          ['Space', 'where does it come from?'],
          ['E', 'Excel of what is shown'],
          ['T', 'chart as table'],
        ],
      },
      {
        title: 'Vouchers and ledger',
        screen: 'vouchers',
        text: [
          'What happens is posted in the same moment. A voucher is never changed: a correction is a new, dated one that names the one it corrects.',
          'If the period is closed, the correction lands on the first open day, and says so.',
        ],
      },
      {
        title: 'Attest',
        screen: 'attest',
        text: [
          'Small differences written off and money to be paid back wait for someone other than who proposed them. You see the amount, the reason and the account it goes to.',
        ],
        keys: [['Ctrl+Enter', 'attest the marked ones']],
      },
      {
        title: 'End of the month',
        screen: 'open-items',
        text: [
          'Reconcile the bank, go through what lies unidentified, and close the period. Take the items out to Excel; the file carries date, filter and total.',
        ],
      },
      {
        title: 'Rules',
        screen: 'set-up',
        text: [
          'Posting, VAT and interest are dated rules. Try a change on real invoices before you save it: you see which would have been posted differently.',
        ],
      },
    ],
  },
  {
    role: 'auditor',
    title: 'Controller and auditor',
    intro: 'You need not trust the figures. You can follow each of them to the bytes it comes from.',
    parts: [
      {
        title: 'From figure to source',
        screen: 'ageing',
        text: [
          'Stand on an amount and press Space. The steps are shown one by one: report, item, invoice, order line, file. The last shows the characters of the file itself, the place marked, and whether the file is unchanged.',
        ],
        keys: [
          ['Space', 'where does it come from?'],
          ['Escape', 'one step back'],
          ['Enter', 'open the row'],
        ],
      },
      {
        title: 'Two dates',
        screen: 'open-items',
        text: [
          '"As of the day" says which day is shown, "As it was known" what we knew when. What came since stands apart and can be opened.',
        ],
      },
      {
        title: 'The proofs',
        screen: 'reconciliation',
        text: [
          'Each report ends with its control against the general ledger. The database refuses vouchers that do not balance, facts that are changed, and the same run twice.',
        ],
      },
      {
        title: 'Who did what',
        screen: 'audit',
        text: [
          'The audit trail has every act with person, time and content before and after. Events are sealed in a chain, so that a later change shows.',
          'Reading about a protected person is logged as well. That holds for you, too.',
        ],
      },
      {
        title: 'Samples',
        screen: 'invoices',
        text: [
          'Filter the list, take it to Excel and open the rows one by one. The filter lives in the address: keep it, and it shows the same tomorrow.',
        ],
        keys: [
          ['E', 'Excel'],
          ['*', 'keep the page as a favourite'],
        ],
      },
    ],
  },
  {
    role: 'administrator',
    title: 'Administrator',
    intro: 'You decide who may do what, keep the ground in order, and see that what should go by itself does.',
    parts: [
      {
        title: 'People and rights',
        screen: 'people',
        text: [
          'A person gets a role, in one business area or in all, from one day to another. The role is a list of what one may do. Nobody can give away more than they hold.',
          'A business area is a wall: who has no right there sees neither customers, invoices nor totals of it.',
        ],
      },
      {
        title: 'Process menus',
        screen: 'menus',
        text: [
          'Compose the work steps of each role by dragging. Who has two roles sees both, and nobody sees what they may not do.',
        ],
        keys: [['Alt+1', 'first work step, Alt 1–5']],
      },
      {
        title: 'The set-up',
        screen: 'set-up',
        text: [
          'Each table can be changed row by row or as a workbook: take it out, change it in Excel, drop it back. Errors are shown in the cells of the sheet, and nothing is saved by halves.',
          'Try a rule on real documents first. Rules hold from a day; what is posted already does not change.',
        ],
      },
      {
        title: 'What goes by itself',
        screen: 'jobs',
        text: [
          'Fetching bank files, sending, matching and checks follow schedules. If Home tells of a fault: open the job, read what happened, and run it again.',
        ],
      },
      {
        title: 'Protected persons',
        screen: 'customers',
        text: [
          'A person with protected identity is shown without name and address everywhere, in search and Excel too. To see is a right of its own; showing lasts a minute and is logged.',
        ],
      },
    ],
  },
  {
    role: 'owner',
    title: 'Own business',
    intro: 'You want to write the invoice, be paid, and know who owes what. More than that you seldom need.',
    parts: [
      {
        title: 'Write an invoice',
        screen: 'new-invoice',
        text: [
          'Press F. Customer, line, price. The invoice is shown beside it as you type. Ctrl ↵ posts and sends; the lines of the last invoice lie ready if you want them.',
          'All you type is kept as a draft, also when you close.',
        ],
        keys: [
          ['F', 'new invoice'],
          ['Ctrl+Enter', 'post and send'],
        ],
      },
      {
        title: 'Proforma and advance',
        screen: 'invoices',
        text: [
          'Send a proforma when you want the money first. When the payment comes it becomes a real invoice by one press, with the right VAT and date.',
        ],
      },
      {
        title: 'The money comes',
        screen: 'bank',
        text: [
          'Drop the file of the bank in the window. Payments with the right reference are done at once. For the others there is a proposal to accept.',
        ],
        keys: [['Enter', 'accept the proposal']],
      },
      {
        title: 'Who owes me?',
        screen: 'home',
        text: ['Home shows what is unpaid by age, and the largest overdue. Press a bar to see its invoices.'],
      },
      {
        title: 'It went wrong',
        screen: 'invoices',
        text: [
          'A sent invoice is not changed, it is credited: open it, press C, type the quantity, Ctrl ↵. Nothing is deleted, all hangs together.',
        ],
        keys: [
          ['C', 'credit'],
          ['Z', 'undo the last act'],
        ],
      },
    ],
  },
]
