"""Two contracts about people, one of each format."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.dialects.contracts import GraphQLContract, OpenApiContract

SDL = """
directive @form(type: String!, matches: String) on SCALAR
directive @instead on OBJECT

scalar Moment @form(type: "string", matches: "^[0-9]{4}$")
scalar Bag @form(type: "object")
scalar Anything
enum Colour { RED BLUE }

type Early @instead { code: Int  error: String! }

interface Being { id: ID! }
type Person implements Being { id: ID!  name: String  born: Moment!  bag: Bag  tags: [String!]  friends: [Person]! }
type Robot implements Being { id: ID!  serial: Int! }
type Query {
  person: Person
  anybody: Being
  all: [Being!]!
  colour: Colour
  count: Int!
  ratio: Float
  what: Anything
}
type Mutation { rename(to: String!): Person }
"""

OPENAPI = """
openapi: 3.1.0
info: {title: people, version: "1"}
paths:
  /people:
    post:
      responses:
        "201": {$ref: "#/components/responses/Made"}
        4XX: {description: refused, content: {"*/*": {schema: {$ref: "#/components/schemas/Error"}}}}
        default: {description: whatever}
  /people/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        "200":
          description: somebody
          content:
            application/json: {schema: {$ref: "#/components/schemas/Person"}}
            text/html: {}
    delete:
      responses:
        "204": {description: gone}
  /people/me:
    get:
      responses:
        "200": {description: myself, content: {application/json: {schema: {const: me}}}}
components:
  responses:
    Made:
      description: made
      headers: {Location: {$ref: "#/components/headers/Location"}}
      content: {application/json: {schema: {$ref: "#/components/schemas/Person"}}}
  headers:
    Location: {required: true, schema: {type: string, pattern: "/people/[0-9]+$"}}
  schemas:
    Person:
      type: object
      properties: {name: {type: string}, password: false}
      required: [name]
      additionalProperties: false
    Error: {type: object, properties: {error: {type: string}}, required: [error], additionalProperties: false}
"""


@pytest.fixture
def graphql(tmp_path: Path) -> GraphQLContract:
    path = tmp_path / "people.graphql"
    path.write_text(SDL)
    return GraphQLContract.load(path)


@pytest.fixture
def openapi(tmp_path: Path) -> OpenApiContract:
    path = tmp_path / "people.openapi.yaml"
    path.write_text(OPENAPI)
    return OpenApiContract.load(path)
