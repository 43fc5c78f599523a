namespace Zrepl.Engine.Status;

/// <summary>What keeps a job from its work now, or made its last run fail.</summary>
/// <param name="Text">What failed, on which dataset, why.</param>
/// <param name="WhatToDo">What an administrator can do about it; empty if nothing need be done.</param>
/// <param name="Since">When it was first met in this form.</param>
public sealed record JobProblem(string Text, string WhatToDo, DateTimeOffset Since);
