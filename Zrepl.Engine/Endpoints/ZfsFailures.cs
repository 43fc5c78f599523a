using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Endpoints;

/// <summary>Turns failures of ZFS into what an endpoint tells its caller.</summary>
internal static class ZfsFailures
{
    /// <summary>Runs an action; failures get the context before them, except that a missing dataset speaks for itself.</summary>
    /// <exception cref="EndpointException">The action failed with a <see cref="ZfsException"/> or an illegal name.</exception>
    public static async Task<T> ExplainAsync<T>(string context, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (DatasetMissingException missing)
        {
            throw new EndpointException(missing.Message, missing.Category, missing);
        }
        catch (ZfsException failure)
        {
            throw new EndpointException(context, failure);
        }
        catch (InvalidNameException illegal)
        {
            throw new EndpointException($"{context}: {illegal.Message}", FailureCategory.Permanent, illegal);
        }
    }

    /// <summary>The same for an action without a result.</summary>
    public static Task ExplainAsync(string context, Func<Task> action) => ExplainAsync(context, async () =>
    {
        await action();
        return true;
    });
}
