using System.Collections.Immutable;

namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>What is in a trace, in figures.</summary>
/// <param name="Length">From the first event to the last.</param>
/// <param name="Tasks">Tasks that began.</param>
/// <param name="Spans">Spans that began, without the tasks.</param>
/// <param name="Open">Tasks and spans whose end is missing: they run still, or the process died.</param>
/// <param name="Errors">Spans that ended with an error.</param>
/// <param name="Commands">Commands of <c>zfs</c> and <c>zpool</c>.</param>
/// <param name="CommandTime">The time they took, added up; more than <paramref name="Length"/> if many ran side by side.</param>
/// <param name="Longest">The tasks and spans that took longest, the longest first; the run itself is left out.</param>
/// <param name="Notes">What the recorder said about itself: events that were dropped, an end for lack of room.</param>
public sealed record TraceContents(
    TimeSpan Length, int Tasks, int Spans, int Open, int Errors, int Commands, TimeSpan CommandTime, ImmutableArray<TracePiece> Longest,
    ImmutableArray<string> Notes);
