import { Screen } from '../../ui/screen.tsx'

export default function PaymentScreen() {
  return <Screen title="payment">{null}</Screen>
}
