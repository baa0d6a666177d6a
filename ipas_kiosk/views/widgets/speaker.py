"""Speech from memory: nothing is written to disk, and a kiosk without a sound device says that it is silent."""

import io
import wave

from PySide6.QtCore import QBuffer, QByteArray, QObject
from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices

_FORMATS = {1: QAudioFormat.SampleFormat.UInt8, 2: QAudioFormat.SampleFormat.Int16, 4: QAudioFormat.SampleFormat.Int32}


def play(owner: QObject, sound: bytes) -> bool:
    """Play a WAV through the default device; whatever `owner` still says is cut off. False: it cannot be heard."""
    for old in owner.findChildren(QAudioSink):
        old.stop()
        old.deleteLater()
    if not sound:
        return False
    device = QMediaDevices.defaultAudioOutput()
    if device.isNull():
        return False
    with wave.open(io.BytesIO(sound)) as spoken:
        style = QAudioFormat()
        style.setSampleRate(spoken.getframerate())
        style.setChannelCount(spoken.getnchannels())
        style.setSampleFormat(_FORMATS.get(spoken.getsampwidth(), QAudioFormat.SampleFormat.Unknown))
        frames = spoken.readframes(spoken.getnframes())
    if not device.isFormatSupported(style):
        return False
    sink = QAudioSink(device, style, owner)
    source = QBuffer(sink)
    source.setData(QByteArray(frames))
    source.open(QBuffer.OpenModeFlag.ReadOnly)
    sink.start(source)
    return True
