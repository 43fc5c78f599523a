namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>A task or span of a trace.</summary>
/// <param name="Name">Its text.</param>
/// <param name="Lane">The task it belongs to.</param>
/// <param name="Length">How long it took.</param>
/// <param name="Error">The error it ended with, or null.</param>
public sealed record TracePiece(string Name, string Lane, TimeSpan Length, string? Error);
