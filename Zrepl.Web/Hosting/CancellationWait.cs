namespace Zrepl.Web.Hosting;

internal static class CancellationWait
{
    /// <summary>Ends when the token is cancelled, without an exception.</summary>
    public static async Task WaitAsync(this CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.UnsafeRegister(done => ((TaskCompletionSource)done!).SetResult(), cancelled); // the state just given
        await cancelled.Task;
    }
}
