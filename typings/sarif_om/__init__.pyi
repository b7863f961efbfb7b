"""The part of sarif-om that meshlint uses: its classes carry no types of their own."""

# ruff: noqa: A001, A002 -- the names are the package's.

from collections.abc import Mapping, Sequence
from typing import Any

Properties = Mapping[str, Any]

class ArtifactChange:
    def __init__(self, artifact_location: ArtifactLocation, replacements: Sequence[Replacement]) -> None: ...

class ArtifactContent:
    def __init__(self, *, text: str) -> None: ...

class ArtifactLocation:
    uri: str | None
    uri_base_id: str | None
    def __init__(self, *, description: Message | None = None, uri: str | None = None, uri_base_id: str | None = None) -> None: ...

class Exception:
    def __init__(self, *, kind: str | None = None, message: str | None = None) -> None: ...

class Fix:
    def __init__(self, artifact_changes: Sequence[ArtifactChange], description: Message | None = None) -> None: ...

class Invocation:
    def __init__(
        self, execution_successful: bool, *, tool_execution_notifications: Sequence[Notification] | None = None
    ) -> None: ...

class Location:
    def __init__(
        self,
        *,
        id: int = -1,
        logical_locations: Sequence[LogicalLocation] | None = None,
        message: Message | None = None,
        physical_location: PhysicalLocation | None = None,
    ) -> None: ...

class LogicalLocation:
    kind: str | None
    name: str | None
    def __init__(self, *, fully_qualified_name: str | None = None, kind: str | None = None, name: str | None = None) -> None: ...

class Message:
    def __init__(self, *, text: str) -> None: ...

class MultiformatMessageString:
    def __init__(self, text: str, markdown: str | None = None) -> None: ...

class Notification:
    def __init__(
        self,
        message: Message,
        *,
        associated_rule: ReportingDescriptorReference | None = None,
        exception: Exception | None = None,
        level: str = "warning",
    ) -> None: ...

class PhysicalLocation:
    def __init__(self, *, artifact_location: ArtifactLocation, region: Region) -> None: ...

class Region:
    def __init__(
        self,
        *,
        char_offset: int = -1,
        char_length: int | None = None,
        start_line: int | None = None,
        start_column: int | None = None,
        end_line: int | None = None,
        end_column: int | None = None,
    ) -> None: ...

class Replacement:
    def __init__(self, deleted_region: Region, inserted_content: ArtifactContent | None = None) -> None: ...

class ReportingConfiguration:
    def __init__(self, *, level: str = "warning") -> None: ...

class ReportingDescriptor:
    def __init__(
        self,
        id: str,
        *,
        default_configuration: ReportingConfiguration | None = None,
        full_description: MultiformatMessageString | None = None,
        help: MultiformatMessageString | None = None,
        help_uri: str | None = None,
        properties: Properties | None = None,
        short_description: MultiformatMessageString | None = None,
    ) -> None: ...

class ReportingDescriptorReference:
    def __init__(self, *, id: str | None = None, index: int = -1) -> None: ...

class Result:
    def __init__(
        self,
        message: Message,
        *,
        fixes: Sequence[Fix] | None = None,
        level: str = "warning",
        locations: Sequence[Location] | None = None,
        partial_fingerprints: Mapping[str, str] | None = None,
        properties: Properties | None = None,
        related_locations: Sequence[Location] | None = None,
        rule_id: str | None = None,
        rule_index: int = -1,
    ) -> None: ...

class Run:
    def __init__(
        self,
        tool: Tool,
        *,
        column_kind: str | None = None,
        invocations: Sequence[Invocation] | None = None,
        original_uri_base_ids: Mapping[str, ArtifactLocation] | None = None,
        results: Sequence[Result] | None = None,
    ) -> None: ...

class SarifLog:
    def __init__(self, runs: Sequence[Run], version: str, schema_uri: str | None = None) -> None: ...

class Tool:
    def __init__(self, driver: ToolComponent) -> None: ...

class ToolComponent:
    semantic_version: str | None
    def __init__(
        self,
        name: str,
        *,
        information_uri: str | None = None,
        rules: Sequence[ReportingDescriptor] | None = None,
        semantic_version: str | None = None,
        version: str | None = None,
    ) -> None: ...
