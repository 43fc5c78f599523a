namespace Zrepl.Engine.Status;

/// <summary>One client of a sink or source job, since the job began to listen.</summary>
/// <param name="Identity">Who it is.</param>
/// <param name="LastRequestAt">When it last asked for something.</param>
/// <param name="ActiveRequests">What it is being served now, such as <c>receive tank/a@monday</c>; oldest first.</param>
/// <param name="BytesMoved">Bytes of streams to or from it.</param>
public sealed record ClientStatus(
    string Identity, DateTimeOffset LastRequestAt, System.Collections.Immutable.ImmutableArray<string> ActiveRequests, long BytesMoved);
