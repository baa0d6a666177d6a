"""Signing in, and temporary passwords as a candidate gets them: asked for, sent by the worker, read in the mail."""

from uuid import UUID

from ipas_central.candidates import sign_in as service
from ipas_central.candidates.lookups import Taking, take_in
from ipas_contract.calls import SignInReply, SignInRequest
from tests.helpers.office import KIOSK, Office, asking_credentials, secret_in
from tests.helpers.people import Person


def ask(office: Office, *takings: Taking) -> None:
    """Take lookup requests in as one batch."""
    with office.central.engine.begin() as connection:
        take_in(connection, takings, keys=office.central.keys, now=office.clock())


def give_secret(office: Office, who: Person) -> str:
    """The temporary password that just reached this person's mailbox."""
    before = len(office.mail())
    ask(office, Taking(asking_credentials(who)))
    office.send()
    new = office.mail()[before:]
    assert [mail["To"] for mail in new] == [who.email]
    return secret_in(new[0])


def sign_in(office: Office, request: SignInRequest, device: UUID = KIOSK) -> SignInReply:
    """Sign in, with what follows the reply."""
    reply, afterwards = service.sign_in(office.central, device, request)
    if afterwards:
        afterwards()
    return reply
