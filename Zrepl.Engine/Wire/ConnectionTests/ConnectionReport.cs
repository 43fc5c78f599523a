using System.Collections.Immutable;
using Zrepl.Engine.Transport;

namespace Zrepl.Engine.Wire.ConnectionTests;

/// <summary>What was found of one layer.</summary>
/// <param name="Layer">Which one.</param>
/// <param name="Passed">True if it stands; false if it failed, and then it is the last finding.</param>
/// <param name="Text">With what it stands, or why it failed.</param>
/// <param name="WhatToDo">Advice for a failure; null otherwise.</param>
/// <param name="Took">How long it took.</param>
public sealed record ConnectionFinding(ConnectionLayer Layer, bool Passed, string Text, string? WhatToDo, TimeSpan Took);

/// <summary>How far a connection to the other side of a job gets. The same for command line and dashboard.</summary>
/// <param name="Peer">Where it leads: transport and address.</param>
/// <param name="Findings">One for each layer that was tried, in order.</param>
/// <param name="RoundTrip">Time of one call over a connection that stands; null if it did not come to that.</param>
public sealed record ConnectionReport(string Peer, ImmutableArray<ConnectionFinding> Findings, TimeSpan? RoundTrip)
{
    /// <summary>Where it stopped; null if everything stands.</summary>
    public ConnectionFinding? Failure => Findings.FirstOrDefault(finding => !finding.Passed);
}
