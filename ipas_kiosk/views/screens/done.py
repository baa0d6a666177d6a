"""The proudest page: the receipt, and what happens next (screens §3)."""

from ipas_contract.codes import PrinterState, SubmissionState
from ipas_kiosk.services.values import Receipt
from ipas_kiosk.views.presenters.done import DonePresenter
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.screens.formats import local_time
from ipas_kiosk.views.screens.states import state_status
from ipas_kiosk.views.texts import choices, say
from ipas_kiosk.views.widgets.basics import Icon, Row
from ipas_kiosk.views.widgets.field import Status
from ipas_kiosk.views.widgets.page import PageWidget
from ipas_kiosk.views.widgets.receipt import NextSteps, ReceiptCard

_DRAWINGS = {SubmissionState.CONFIRMED: "drawing_done", SubmissionState.PROVISIONAL: "drawing_waiting"}


class DonePage(PageWidget):
    """`page.registrationDone`."""

    def __init__(self, presenter: DonePresenter) -> None:
        super().__init__(Page.DONE.value)
        self._presenter = presenter
        presenter.view = self
        self._shown: Receipt | None = None
        self._drawing = Icon(size=88)
        self.card = ReceiptCard(self.short)
        self.next = NextSteps(f"{self.short}.next")
        self._head()
        self.form.addWidget(self.card)
        self.form.addSpacing(16)
        self.form.addWidget(self.next)
        self.look_up = self.link("registrationDone.lookup")
        self.finish_button = self.primary("registrationDone.finish")
        self.print_button = self.secondary_busy("registrationDone.print", "print")
        self.print_button.setVisible(presenter.may_print)
        self.result = self.footer_banner(self.card.number)
        self.print_button.pressed_once.connect(presenter.print_slip)
        self.finish_button.pressed_once.connect(presenter.finish)
        self.look_up.clicked.connect(presenter.look_up)
        self.finish()

    def _head(self) -> None:
        """The title with a drawing beside it."""
        head = Row(spacing=24)
        self.form.removeWidget(self.title)
        head.addWidget(self.title, 1)
        head.addWidget(self._drawing)
        self.form.insertLayout(0, head)

    @property
    def shows_data(self) -> bool:
        return True

    def retranslate(self) -> None:
        self.panel.set_lead(self.tr("Keep this number"))
        self.panel.set_notices(
            [
                self.tr("Note the number or take a picture of the code: staff find your registration with it."),
                self.tr("The code holds no ID number, e-mail, mobile or password."),
            ]
        )
        self.card.set_texts(self.tr("Receipt number"), self.tr("Code for staff"))
        self.look_up.setText(self.tr("Look up account or password"))
        self.finish_button.setText(self.tr("Done"))
        self.print_button.setText(self.tr("Print"))
        self.print_button.describe(self.tr("A slip with the number and the code; no name is on it"))
        self._shown = None

    def refresh(self) -> None:
        receipt = self._presenter.receipt
        self.look_up.setVisible(self._presenter.may_look_up)
        self.print_button.set_busy(self._presenter.busy)
        self._say_printed(self._presenter.printed)
        if receipt is None or receipt == self._shown:
            return
        self._shown = receipt
        self._show_receipt(receipt)
        self._drawing.show_icon(_DRAWINGS.get(receipt.state, "drawing_help"), "accent")
        title, steps = self._words(receipt.state)
        self.title.setText(title)
        self.next.show_steps(self.tr("What happens next"), steps)
        words = (
            choices.PROVISIONAL_NEWS if receipt.state is SubmissionState.PROVISIONAL else choices.STATES[receipt.state]
        )
        self.card.show_state(state_status(receipt.state), say(words))

    def wipe(self) -> None:
        super().wipe()
        self._shown = None
        self._say_printed(None)
        self.card.wipe()
        self.next.show_steps("", [])
        self.title.setText("")

    def _say_printed(self, printed: PrinterState | None) -> None:
        match printed:
            case None:
                self.result.say(Status.NEUTRAL, "")
            case PrinterState.READY:
                self.result.say(Status.GOOD, self.tr("Your slip is printed. Take it with you."))
            case _:
                self.result.say(
                    Status.WARNING,
                    self.tr(
                        "The slip has not come out. Your registration is kept: take a picture of the code or note "
                        "the number, that is enough. Staff can help."
                    ),
                )

    def _show_receipt(self, receipt: Receipt) -> None:
        facts = [
            (self.tr("Account"), receipt.account),
            (self.tr("Name"), receipt.masked_name),
            (self.tr("Time"), local_time(receipt.made_at)),
        ]
        self.card.show_receipt(receipt.receipt_no, receipt.token, facts)

    def _words(self, state: SubmissionState) -> tuple[str, list[tuple[str, str]]]:
        """The title, and what happens next with an icon each."""
        match state:
            case SubmissionState.CONFIRMED:
                return self.tr("Your account is ready"), [
                    ("mail", self.tr("A confirmation is on its way to your mailbox.")),
                    ("person", self.tr("You can sign in at any time with your account, Chinese name and password.")),
                    ("exam", self.tr("Once signed in you can register for any exam.")),
                ]
            case SubmissionState.PROVISIONAL:
                return self.tr("Kept on this machine"), [
                    ("waiting", self.tr("Your details are sent as soon as the line is back: nothing is left to do.")),
                    ("mail", self.tr("The result reaches you by e-mail or SMS.")),
                    ("clock", self.tr("Until then your account is not ready yet.")),
                ]
            case _:
                return self.tr("One more step, with our help"), [
                    ("place", self.tr("Take this number to the service desk.")),
                    ("person", self.tr("Staff go through it with you; everything you entered is kept.")),
                ]
