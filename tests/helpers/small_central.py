"""A central in memory behind the gateway's own methods: for faults that a healthy central would not show."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from ipas_contract.calls import ErrorCode, HelloReply, HelloRequest, PingReply
from ipas_contract.events import ChangeKind, Op, OpVerdict, PullReply, PushReply, PushRequest, Verdict
from ipas_contract.names import NamesReply
from ipas_kiosk.services.sync.gateway import Failure, NoLine, Refused
from tests.helpers.kiosks import EPOCH

Judge = Callable[[Op], OpVerdict]


def accept(op: Op) -> OpVerdict:
    return OpVerdict(op_id=op.op_id, verdict=Verdict.ACCEPTED)


@dataclass
class SmallCentral:
    """Accepts everything once. `poison` ops make a push fail whole; `ill` makes every push fail; `down` is no line;
    `spoil` may change a reply on its way out."""

    judge: Judge = accept
    poison: set[UUID] = field(default_factory=set)
    poison_code: ErrorCode = ErrorCode.INTERNAL
    ill: Failure | None = None
    down: NoLine | None = None
    incarnation: int = 1
    epoch: UUID = EPOCH
    names_key: str | None = None
    now: int = 1_800_000_000_000
    spoil: Callable[[PushReply], PushReply] = lambda reply: reply

    def __post_init__(self) -> None:
        self.pushes: list[PushRequest] = []
        self.hellos: list[HelloRequest] = []
        self.pulled: list[str | None] = []
        self.stored: dict[UUID, OpVerdict] = {}
        self.anew: list[ChangeKind] = []
        self.named: list[int] = []
        self.name_pages: list[NamesReply | Refused] = []
        self.pages: list[PullReply | Refused] = []

    @property
    def sizes(self) -> list[int]:
        return [len(push.ops) for push in self.pushes]

    async def ping(self) -> PingReply | Failure:
        return self.down or PingReply(server_time=self.now, server_epoch=self.epoch)

    async def hello(self, request: HelloRequest) -> HelloReply | Failure:
        if self.down:
            return self.down
        self.hellos.append(request)
        return HelloReply(
            incarnation=self.incarnation,
            server_epoch=self.epoch,
            server_time=self.now,
            kiosk_code="T001",
            centre_id="TPE1",
            names_key=self.names_key,
        )

    async def push(self, request: PushRequest) -> PushReply | Failure:
        if self.down or self.ill:
            return self.down or self.ill or NoLine  # type: ignore[return-value]
        self.pushes.append(request)
        if self.poison & {op.op_id for op in request.ops}:
            return Refused(500, self.poison_code)
        reply = PushReply(
            batch_id=request.batch_id,
            server_epoch=self.epoch,
            server_time=self.now,
            contiguous_through=0,
            verdicts=[self._verdict(op) for op in request.ops],
        )
        return self.spoil(reply)

    async def pull(self, cursor: str | None, limit: int = 1000, anew: ChangeKind | None = None) -> PullReply | Failure:
        if self.down:
            return self.down
        if anew is not None:
            self.anew.append(anew)
        self.pulled.append(cursor)
        if self.pages:
            return self.pages.pop(0)
        return PullReply(
            server_epoch=self.epoch, server_time=self.now, cursor=cursor or "start", more=False, changes=[]
        )

    async def names(self, after: int) -> NamesReply | Failure:
        self.named.append(after)
        return self.down or self.name_pages.pop(0)

    def _verdict(self, op: Op) -> OpVerdict:
        if op.op_id in self.stored:
            return self.stored[op.op_id].model_copy(update={"duplicate": True})
        verdict = self.judge(op)
        if verdict.verdict.terminal:
            self.stored[op.op_id] = verdict
        return verdict
