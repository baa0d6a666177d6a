"""A page with every kind of field, and a window around it, for tests of what all pages share."""

from ipas_kiosk.services.values import News, Trouble
from ipas_kiosk.views.language import Languages
from ipas_kiosk.views.main_window import FrameOptions, MainWindow
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.runner import Runner
from ipas_kiosk.views.stack import PageStack
from ipas_kiosk.views.widgets.choices import CheckField, ChoiceField
from ipas_kiosk.views.widgets.combos import ComboField
from ipas_kiosk.views.widgets.field import TextField
from ipas_kiosk.views.widgets.messages import Banner
from ipas_kiosk.views.widgets.page import PageWidget
from ipas_kiosk.views.widgets.secrets import CaptchaField, PasswordField

SCHOOLS = [("0001", "國立中央大學"), ("0002", "國立清華大學"), ("other", "其他(自行填寫)")]


class SamplePage(PageWidget):
    """Stands at the place of the sign-in page."""

    def __init__(self) -> None:
        super().__init__(Page.LOGIN.value)
        self.result = Banner("login.result")
        self.form.addWidget(self.result)
        self.account = self.add(TextField("login.account"))
        self.password = self.add(PasswordField("login.password"))
        self.captcha = self.add(CaptchaField("login.captcha"))
        self.sex = self.add(ChoiceField("login.sex", [("male", "login.sexMale"), ("female", "login.sexFemale")]))
        self.school = self.add(ComboField("login.school", searchable=True))
        self.education = self.add(ComboField("login.education"))
        self.consent = self.add(CheckField("login.consent"))
        self.forgot = self.link("login.forgot")
        self.submit = self.primary("login.submit")
        self.cancel = self.secondary("login.cancel")
        self.finish()

    def retranslate(self) -> None:
        self.title.setText("Sign-in")
        self.account.set_texts("Account", "7 to 30 characters")
        self.password.set_texts("Password")
        self.captcha.set_texts("Verification code", "The five digits in the picture")
        self.sex.set_texts("Sex")
        self.sex.set_choice_texts(["Male", "Female"])
        self.school.set_texts("School")
        self.school.set_choices(SCHOOLS)
        self.education.set_texts("Education")
        self.education.set_choices([("bachelor", "University"), ("master", "Master's degree")])
        self.consent.set_texts("I have read the notice on personal data above, and agree to what it says")
        self.forgot.setText("Forgot account or password")
        self.submit.setText("Sign in")
        self.cancel.setText("Cancel")


class SampleVisit:
    """Takes note of what the window tells of; ends a visit as the journey does."""

    def __init__(self, stack: PageStack) -> None:
        self._stack = stack
        self.log: list[str] = []
        self.news: list[News] = []

    def begin_visit(self) -> None:
        self.log.append("begin")

    def cancel(self) -> None:
        self.log.append("cancel")
        self.end_visit()

    def end_visit(self) -> None:
        self.log.append("end")
        self._stack.wipe()
        self._stack.show(Page.LOGIN)

    def on_news(self, news: News) -> None:
        self.news.append(news)

    def out_of_order(self, trouble: Trouble | None) -> None:
        self.log.append(f"out of order: {trouble}")

    def repaired(self) -> None:
        self.log.append("repaired")


class SampleWindow:
    """The real window around the sample page."""

    def __init__(self, languages: Languages, options: FrameOptions | None = None) -> None:
        self.runner = Runner()
        self.stack = PageStack()
        self.visit = SampleVisit(self.stack)
        self.languages = languages
        self.window = MainWindow(options or FrameOptions(windowed=True), self.runner, languages, self.stack)
        self.window.open(self.visit, lambda page: SamplePage() if page is Page.LOGIN else None)
        self.stack.show(Page.LOGIN)

    @property
    def page(self) -> SamplePage:
        page = self.stack.pages[Page.LOGIN]
        assert isinstance(page, SamplePage)
        return page
