namespace Zrepl.Engine.Stalls;

/// <summary>A stream that stands still, for people. Two are equal if they say the same.</summary>
/// <param name="Dataset">The dataset, as the sender names it.</param>
/// <param name="Step">What is being done: <c>send and receive @monday</c>.</param>
/// <param name="Cause">Who is at fault, and how.</param>
/// <param name="Text">The same in words, dataset and duration included.</param>
/// <param name="WhatToDo">What an administrator can do.</param>
/// <param name="Since">Since when nothing moves.</param>
/// <param name="AbortsAt">When the step is ended, if nothing changes; null: never.</param>
public sealed record StalledStream(
    string Dataset, string Step, StallCause Cause, string Text, string WhatToDo, DateTimeOffset Since, DateTimeOffset? AbortsAt);
