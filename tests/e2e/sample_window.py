"""A small window with one of each control, to prove the harness itself."""

import sys

from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)


def page(name: str, *children: QWidget) -> QWidget:
    made = QWidget(objectName=name)
    column = QVBoxLayout(made)
    for child in children:
        column.addWidget(child)
    return made


def main() -> int:
    program = QApplication(sys.argv)
    stack = QStackedWidget(objectName="pages")
    account = QLineEdit(objectName="first.account")
    secret = QLineEdit(objectName="first.password", echoMode=QLineEdit.EchoMode.Password)
    consent = QCheckBox("Yes", objectName="first.consent")
    choice = QComboBox(objectName="first.choice")
    choice.addItems(["one", "two", "three"])
    submit = QPushButton("Submit", objectName="first.submit")
    result = QLabel("", objectName="second.result")
    back = QPushButton("Back", objectName="second.back")
    stack.addWidget(page("page.first", account, secret, consent, choice, submit))
    stack.addWidget(page("page.second", result, back))

    def show_result() -> None:
        result.setText(f"{account.text()} {secret.text()} {consent.isChecked()} {choice.currentText()}")
        stack.setCurrentIndex(1)

    submit.clicked.connect(show_result)
    back.clicked.connect(lambda: stack.setCurrentIndex(0))
    stack.show()
    return program.exec()


if __name__ == "__main__":
    sys.exit(main())
