using Zrepl.Web.Security;

namespace Zrepl.Tests.Web.Security;

/// <summary>
/// Who may use what, written down once more and by hand: every route of the dashboard's ports with the least role it asks for, null for everybody.
/// A route without an entry fails <see cref="RoleMatrixTests"/>.
/// </summary>
internal static class RoleMatrix
{
    public static readonly IReadOnlyDictionary<string, Role?> Routes = new Dictionary<string, Role?>(StringComparer.Ordinal)
    {
        // the door
        ["GET,POST /sign-in"] = null,
        ["GET /sign-in/openid"] = null,
        ["GET,POST /setup"] = null,
        ["POST /sign-out"] = Role.Viewer,
        ["GET,POST /not-allowed"] = Role.Viewer,
        ["GET,POST /not-found"] = Role.Viewer,

        // pages
        ["GET,POST /"] = Role.Viewer,
        ["GET,POST /jobs/{Name}"] = Role.Viewer,
        ["GET,POST /jobs/{Name}/prune"] = Role.Viewer,
        ["GET,POST /jobs/{Name}/repair/{*Dataset}"] = Role.Viewer,
        ["GET,POST /datasets"] = Role.Viewer,
        ["GET,POST /datasets/{Host}/{*Name}"] = Role.Viewer,
        ["GET,POST /runs"] = Role.Viewer,
        ["GET,POST /runs/{Id:long}"] = Role.Viewer,
        ["GET,POST /traces"] = Role.Viewer,
        ["GET,POST /traces/{Id}"] = Role.Viewer,
        ["GET,POST /traces/run"] = Role.Viewer,
        ["GET,POST /traces/file"] = Role.Viewer,
        ["GET,POST /logs"] = Role.Viewer,
        ["GET,POST /configuration"] = Role.Administrator,
        ["GET,POST /configuration/versions"] = Role.Administrator,
        ["GET,POST /configuration/jobs"] = Role.Administrator,
        ["GET,POST /configuration/jobs/{Name}"] = Role.Administrator,
        ["GET,POST /configuration/add/{Type}"] = Role.Administrator,
        ["GET,POST /configuration/protect"] = Role.Administrator,
        ["GET,POST /settings"] = Role.Viewer,
        ["GET,POST /settings/tokens"] = Role.Viewer,
        ["GET,POST /settings/about"] = Role.Viewer,
        ["GET,POST /settings/users"] = Role.Administrator,
        ["GET,POST /settings/notifications"] = Role.Administrator,
        ["GET,POST /settings/audit"] = Role.Administrator,

        // what pages are made of
        ["GET /css/theme.css"] = null,
        ["GET /_framework/opaque-redirect"] = Role.Viewer,
        ["* /_blazor/negotiate"] = Role.Viewer,
        ["* /_blazor"] = Role.Viewer,
        ["* /_blazor/disconnect/"] = Role.Viewer,
        ["* /_blazor/initializers/"] = Role.Viewer,

        // REST
        ["GET /api/v1/jobs/"] = Role.Viewer,
        ["GET /api/v1/jobs/{job}"] = Role.Viewer,
        ["GET /api/v1/jobs/{job}/status"] = Role.Viewer,
        ["GET /api/v1/jobs/{job}/freshness"] = Role.Viewer,
        ["GET /api/v1/jobs/{job}/prune-preview"] = Role.Viewer,
        ["POST /api/v1/jobs/{job}/approve-pruning"] = Role.Administrator,
        ["GET /api/v1/jobs/{job}/repair"] = Role.Viewer,
        ["POST /api/v1/jobs/{job}/repair"] = Role.Administrator,
        ["GET /api/v1/events"] = Role.Viewer,
        ["GET /api/v1/runs"] = Role.Viewer,
        ["GET /api/v1/runs.csv"] = Role.Viewer,
        ["GET /api/v1/runs.json"] = Role.Viewer,
        ["GET /api/v1/runs/{id:long}"] = Role.Viewer,
        ["GET /api/v1/snapshot-rounds"] = Role.Viewer,
        ["GET /api/v1/snapshot-rounds.csv"] = Role.Viewer,
        ["GET /api/v1/snapshot-rounds.json"] = Role.Viewer,
        ["GET /api/v1/logs"] = Role.Viewer,
        ["GET /api/v1/log-levels"] = Role.Viewer,
        ["PUT /api/v1/log-levels/{subsystem}"] = Role.Administrator,
        ["GET /api/v1/logs.txt"] = Role.Viewer,
        ["GET /api/v1/logs.json"] = Role.Viewer,
        ["GET /api/v1/traces"] = Role.Viewer,
        ["GET /api/v1/traces/{id}"] = Role.Viewer,
        ["GET /api/v1/datasets"] = Role.Viewer,
        ["GET /api/v1/datasets/{host}/{*name}"] = Role.Viewer,
        ["POST /api/v1/datasets/release"] = Role.Administrator,
        ["GET /api/v1/users/"] = Role.Administrator,
        ["POST /api/v1/users/"] = Role.Administrator,
        ["PUT /api/v1/users/{name}/role"] = Role.Administrator,
        ["PUT /api/v1/users/{name}/password"] = Role.Administrator,
        ["POST /api/v1/users/{name}/unlock"] = Role.Administrator,
        ["DELETE /api/v1/users/{name}"] = Role.Administrator,
        ["GET /api/v1/tokens/"] = Role.Viewer,
        ["DELETE /api/v1/tokens/{id}"] = Role.Viewer,
        ["POST /api/v1/traces/recording"] = Role.Operator,
        ["DELETE /api/v1/traces/recording"] = Role.Operator,
        ["GET /api/v1/audit"] = Role.Administrator,
        ["GET /api/v1/config/"] = Role.Administrator,
        ["GET /api/v1/config/file"] = Role.Administrator,
        ["PUT /api/v1/config/file"] = Role.Administrator,
        ["POST /api/v1/config/check"] = Role.Administrator,
        ["POST /api/v1/config/review"] = Role.Administrator,
        ["POST /api/v1/config/prune-preview"] = Role.Administrator,
        ["POST /api/v1/config/reload"] = Role.Administrator,
        ["GET /api/v1/config/versions"] = Role.Administrator,
        ["GET /api/v1/config/versions/{id:long}"] = Role.Administrator,
        ["POST /api/v1/pause"] = Role.Operator,
        ["POST /api/v1/resume"] = Role.Operator,
        ["POST /api/v1/cancel"] = Role.Operator,
        ["POST /api/v1/jobs/{job}/wakeup"] = Role.Operator,
        ["POST /api/v1/jobs/{job}/replicate"] = Role.Operator,
        ["POST /api/v1/jobs/{job}/prune"] = Role.Operator,
        ["POST /api/v1/jobs/{job}/snapshot"] = Role.Operator,
        ["POST /api/v1/jobs/{job}/cancel"] = Role.Operator,
        ["POST /api/v1/jobs/{job}/pause"] = Role.Operator,
        ["POST /api/v1/jobs/{job}/resume"] = Role.Operator,
        ["POST /api/v1/jobs/{job}/reset"] = Role.Operator,

        ["GET /openapi/{documentName}.json"] = Role.Viewer,

        // health
        ["GET /metrics"] = Role.Viewer, // and tokens of scope metrics: ApiTokensTests
        ["GET /healthz"] = null,
        ["GET /readyz"] = null,
    };
}
