using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Zrepl.Tests.Support;

/// <summary>A small server of a test: a provider of identities, somebody who takes messages.</summary>
internal static class LocalServer
{
    /// <summary>Begins one on a free port of this machine. It reads no settings: those of the directory that the tests run in may be zrepl's, with the one port of its dashboard.</summary>
    public static WebApplicationBuilder Begin()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }
}
