using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Replication.Execution;

/// <summary>BAD-14: what counts as progress. An attempt is written <c>token bytes steps</c>, the token being the one found at its beginning.</summary>
public sealed class AttemptBudgetTests
{
    private const int Mebibyte = 1 << 20;

    [Fact]
    public void Attempts_without_anything_done_are_counted() => Assert.Equal(3, AttemptsUntilExhausted(_ => Attempt(null, 0, 0)));

    [Fact]
    public void Attempts_with_a_completed_step_are_not_counted_BAD_14() =>
        Assert.Equal(AttemptLimit.Most, AttemptsUntilExhausted(_ => Attempt(null, 0, 1)));

    [Fact]
    public void Attempts_that_left_something_to_resume_from_are_not_counted_BAD_14() =>
        Assert.Equal(AttemptLimit.Most, AttemptsUntilExhausted(n => Attempt($"token {n}", Mebibyte, 0)));

    [Theory]
    [InlineData(null)]
    [InlineData("always the same")]
    public void Bytes_that_left_nothing_to_resume_from_are_counted_one_attempt_later(string? token) =>
        Assert.Equal(4, AttemptsUntilExhausted(_ => Attempt(token, Mebibyte, 0)));

    [Fact]
    public void Few_bytes_are_no_progress() => Assert.Equal(3, AttemptsUntilExhausted(n => Attempt($"token {n}", Mebibyte - 1, 0)));

    [Fact]
    public void Attempts_that_could_not_even_list_are_counted() =>
        Assert.Equal(3, AttemptsUntilExhausted(_ => new AttemptOutcome(FailureClass.Connectivity, null)));

    private static int AttemptsUntilExhausted(Func<int, AttemptOutcome> attempt)
    {
        var budget = new AttemptBudget(AttemptLimit.Of(3));
        var made = 0;
        while (!budget.IsExhausted) budget.Add(attempt(made++));
        return made;
    }

    private static AttemptOutcome Attempt(string? token, long bytes, int steps) =>
        AttemptOutcome.Of([new FilesystemOutcome(DatasetPath.Parse("tank"), token, [], steps, bytes, FailureClass.Connectivity)]);
}
