namespace Zrepl.Engine.Wire.Streaming;

/// <summary>Reading the stream that was to be sent failed; the inner exception says why. The other side has been told.</summary>
internal sealed class SourceFailedException(Exception source) : Exception(source.Message, source);
