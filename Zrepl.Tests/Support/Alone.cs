namespace Zrepl.Tests.Support;

/// <summary>The tests that measure the whole process: they run one after the other, when all others have ended.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
